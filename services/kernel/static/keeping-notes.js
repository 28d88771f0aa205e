// Notes that this browser keeps until they can be sent. The pages and the worker share it.
// A note: {id, person, name, kept_at, fields: [[name, text]], photograph, refused: [[text, field]]}.
self.keptNotes = (() => {
  const SECONDS = 1000;
  const REFUSED = [400, 413, 422];

  const inStore = (mode, act) =>
    new Promise((done, failed) => {
      const opening = indexedDB.open("leanstream", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("notes", { keyPath: "id" });
      opening.onerror = () => failed(opening.error);
      opening.onsuccess = () => {
        const database = opening.result;
        const transaction = database.transaction("notes", mode);
        const asked = act(transaction.objectStore("notes"));
        transaction.oncomplete = () => done(asked.result);
        transaction.onabort = () => failed(transaction.error);
        database.close(); // it closes when the transaction has ended
      };
    });
  // The oldest first.
  const all = async () =>
    (await inStore("readonly", (notes) => notes.getAll())).sort((one, other) => (one.kept_at < other.kept_at ? -1 : 1));
  const one = (id) => inStore("readonly", (notes) => notes.get(id));
  const keep = (note) => inStore("readwrite", (notes) => notes.put(note));
  const drop = (id) => inStore("readwrite", (notes) => notes.delete(id));
  const of = async (person) => (await all()).filter((note) => note.person === person);

  // One tab, or the worker, at a time. The server takes a note once however often it comes.
  const alone = (act) => (navigator.locks ? navigator.locks.request("leanstream-notes", act) : act());

  const hand = async (note, token) => {
    const body = new FormData();
    for (const [name, text] of note.fields) body.append(name, text);
    if (note.photograph) body.append("photograph", note.photograph, "photograph.jpg");
    for (const name of ["id", "person", "kept_at"]) body.append(name, note[name]);
    try {
      const answer = await fetch("/observations/kept", {
        method: "POST",
        body,
        headers: { Accept: "application/json", "X-Form-Token": token, "Idempotency-Key": note.id },
        signal: AbortSignal.timeout && AbortSignal.timeout(30 * SECONDS),
      });
      return [answer.status, await answer.json()];
    } catch {
      return [0, {}]; // no network, or something on the way that is not leanstream
    }
  };

  // Sends what this person kept; answers {sent: [note], stopped: the status at which it gave up, 0 without network,
  // none when it went through}. What is refused stays, with what to mend.
  const send = (person, token) =>
    alone(async () => {
      const sent = [];
      for (const note of await of(person)) {
        if (note.refused) continue;
        const [status, told] = await hand(note, token);
        if (status === 200 && told.id === note.id) {
          await drop(note.id);
          sent.push(note);
        } else if (REFUSED.includes(status)) {
          const errors = Object.entries(told.errors || { "": [told.detail] });
          await keep({ ...note, refused: errors.flatMap(([name, texts]) => texts.map((text) => [text, name])) });
        } else {
          return { sent, stopped: status };
        }
      }
      return { sent };
    });

  return { all, of, one, keep, drop, send };
})();
