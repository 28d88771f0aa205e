// Finds Swedish and Finnish personal identity numbers in free text before a browser keeps it.
// The same rules as schemas/identity_numbers.py, which says why; a test holds the two equal.
self.identityNumbers = (() => {
  const DASH = /[\p{Pd}\u02d7\u2043\u207b\u208b\u2212\u2500]/u;
  const SPACE = /[\s\x1c-\x1f\x85\u2800]/;
  const UNSEEN = /[\p{C}\p{Mn}\p{Me}\u115f\u1160\u3164\uffa0]/u;
  const RAISED =
    /[\xaa\xb2\xb3\xb9\xba\u02b0-\u02b8\u02e0-\u02e4\u10fc\u1d2c-\u1d6a\u1d78\u1d9b-\u1dbf\u2070-\u209c\u2120\u2122\u2c7c\u2c7d\u2d6f\u3192-\u319f\ua69c\ua69d\ua770\ua7f2-\ua7f4\ua7f8\ua7f9\uab5c-\uab5f\uab69\u{10781}-\u{107ba}\u{1f16a}-\u{1f16c}]/u;
  const DIGIT = /\p{Nd}/u;
  // Digits in circles and the like: first, last, value of the first.
  const DRESSED = [
    [0x1369, 0x1371, 1], [0x19da, 0x19da, 1], [0x2460, 0x2468, 1], [0x2474, 0x247c, 1], [0x2488, 0x2490, 1],
    [0x24ea, 0x24ea, 0], [0x24f5, 0x24fd, 1], [0x24ff, 0x24ff, 0], [0x2776, 0x277e, 1], [0x2780, 0x2788, 1],
    [0x278a, 0x2792, 1], [0x10a40, 0x10a43, 1], [0x10e60, 0x10e68, 1], [0x11052, 0x1105a, 1], [0x1f100, 0x1f100, 0],
    [0x1f101, 0x1f10a, 0],
  ];

  const digitOf = (character) => {
    const code = character.codePointAt(0);
    const dressed = DRESSED.find(([first, last]) => first <= code && code <= last);
    if (dressed) return code - dressed[0] + dressed[2];
    if (!DIGIT.test(character)) return null;
    // Digits of a script stand together, ten by ten.
    let first = code;
    while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
    return (code - first) % 10;
  };

  const foldOne = (character) => {
    if (character === "\n" || character === "\t") return character;
    if (character !== "\ufeff" && SPACE.test(character)) return " ";
    if (DASH.test(character)) return "-";
    if (UNSEEN.test(character)) return "";
    if (RAISED.test(character)) return character;
    const digit = digitOf(character);
    return digit === null ? character.normalize("NFKC") : String(digit);
  };
  const fold = (text) => Array.from(text, (character) => (/[ -~]/.test(character) ? character : foldOne(character))).join("");

  const UUID = /(?<![0-9a-f])[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])/gi;
  const SEPARATED = /(?<![0-9])((?:18|19|20)?[0-9]{6})(?:\s*[-+_/:]{1,3}\s*|[ \t]{1,3})([0-9]{4})(?![0-9])/g;
  const AFTER_DATE =
    /(?<![0-9])((?:18|19|20)[0-9]{2}[-./][0-9]{2}[-./][0-9]{2})\s*[-+]{1,3}\s*([0-9]{4})(?![-./]?[0-9])/g;
  const BARE = /(?<![0-9])((?:18|19|20)?[0-9]{10})(?![0-9])(?=([.,][0-9]+)?)/g;
  const FINNISH = /(?<![0-9])([0-9]{6})\s*([-+A-FU-Y])\s*([0-9]{3}[0-9A-FHJ-NPR-Y])(?![0-9])/gi;

  const isDay = (year, month, day) => {
    const date = new Date(Date.UTC(year, month - 1, day));
    return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : null;
  };
  const luhn = (digits) =>
    [...digits].reverse().reduce((sum, digit, place) => sum + (place % 2 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit] : +digit), 0) % 10 === 0;
  const isBirthDate = (digits, today) => {
    const centuries = digits.length === 6 ? [18, 19, 20] : [+digits.slice(0, 2)];
    const [year, month, day] = [-6, -4, -2].map((place) => +digits.slice(place, place + 2 || undefined));
    return centuries.some((century) => {
      const date = isDay(century * 100 + year, month, day > 60 ? day - 60 : day);
      return date !== null && date <= today;
    });
  };
  const isDecimal = (text, found) => {
    const before = /[0-9][.,]$/.test(text.slice(Math.max(0, found.index - 2), found.index));
    const after = found[2] !== undefined && ![10, 12].includes(found[2].length - 1);
    return before !== after;
  };

  const holdsSwedish = (text, today) => {
    const numbers = [SEPARATED, AFTER_DATE].flatMap((pattern) =>
      [...text.matchAll(pattern)].map(([, born, serial]) => born.replace(/[-./]/g, "") + serial),
    );
    for (const found of text.matchAll(BARE)) {
      const mobile = found[1].length === 10 && found[1].startsWith("07");
      if (!mobile && !isDecimal(text, found)) numbers.push(found[1]);
    }
    return numbers.some((number) => luhn(number.slice(-10)) && isBirthDate(number.slice(0, -4), today));
  };
  const holdsFinnish = (text) =>
    [...text.matchAll(FINNISH)].some(([, born, sign, serial]) => {
      const century = "+-YXWVU".indexOf(sign.toUpperCase());
      const year = (century === 0 ? 1800 : century > 0 ? 1900 : 2000) + +born.slice(4);
      const individual = serial.slice(0, 3);
      return (
        isDay(year, +born.slice(2, 4), +born.slice(0, 2)) !== null &&
        +individual >= 2 &&
        "0123456789ABCDEFHJKLMNPRSTUVWXY"[+(born + individual) % 31] === serial[3].toUpperCase()
      );
    });

  // `today`: nobody is born after it; where none is given tomorrow, which it is somewhere already.
  const holds = (text, today = new Date(Date.now() + 24 * 60 * 60 * 1000)) => {
    const seen = fold(text).replace(UUID, " ");
    return holdsSwedish(seen, today) || holdsFinnish(seen);
  };
  return { fold, holds };
})();
