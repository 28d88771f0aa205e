// The form for noting a waste: what was noted is kept in this browser first and then sent, so that nothing is lost
// on the way. What cannot be kept is sent as any form.
(() => {
  const form = document.getElementById("note-waste");
  const here = document.getElementById("keeping-form");
  if (!form || !here || !self.keeper || !self.identityNumbers) return;
  const texts = JSON.parse(here.dataset.texts);
  const asked = new URLSearchParams(location.search);
  const OWN = ["form_token", "idempotency_key", "photograph"];
  const NEEDED = ["unit", "waste", "description"];
  const LONG_SIDE = 1600;
  const newId = () =>
    crypto.randomUUID
      ? crypto.randomUUID()
      : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
          (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
        );
  let id = newId();
  let busy = false;

  const summary = document.createElement("div");
  summary.className = "summary";
  summary.tabIndex = -1;
  summary.hidden = true;
  summary.setAttribute("role", "alert");
  form.before(summary);
  const tell = (...told) => {
    const list = document.createElement("ul");
    for (const [text, name] of told) {
      const line = document.createElement(name ? "a" : "span");
      if (name) line.href = `#field-${name}`;
      line.textContent = text;
      list.appendChild(document.createElement("li")).append(line);
    }
    const heading = document.createElement("h2");
    heading.textContent = texts.problem;
    summary.replaceChildren(heading, list);
    summary.hidden = false;
    summary.focus();
  };

  const choose = (photograph) => {
    const files = new DataTransfer();
    files.items.add(new File([photograph], "photograph.jpg", { type: photograph.type }));
    form.elements.photograph.files = files.files;
  };
  // A browser keeps no chosen file over a page. It waits beside the worker's copy of the form, which is forgotten at
  // sign-out, for the page that shows the form again with what is to be mended, and is put back there.
  const WAITING = "/observations/photograph";
  const submitToMend = async () => {
    const photograph = form.elements.photograph.files[0];
    if (photograph && self.caches) {
      await (await caches.open("leanstream-form")).put(WAITING, new Response(photograph)).catch(() => {});
    }
    form.submit();
  };
  const putBack = async () => {
    const cache = await caches.open("leanstream-form");
    const waiting = await cache.match(WAITING);
    if (!waiting) return;
    await cache.delete(WAITING);
    const error = document.getElementById("error-photograph");
    // What was wrong with the photograph itself stays wrong.
    if (!error || !error.textContent.includes(texts.again)) return;
    choose(await waiting.blob());
    error.remove();
    const field = form.elements.photograph;
    field.removeAttribute("aria-invalid");
    field.setAttribute("aria-describedby", "help-photograph");
    field.closest(".field").classList.remove("wrong");
    document.querySelector(".summary a[href='#field-photograph']").closest("li").remove();
  };
  if (self.caches) putBack().catch(() => {});

  // Small before it is kept, since it may have to wait for a weak network; what is no picture the server will refuse.
  const shrunk = async (file) => {
    try {
      const image = await createImageBitmap(file);
      const scale = Math.min(1, LONG_SIDE / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(image.width * scale));
      canvas.height = Math.max(1, Math.round(image.height * scale));
      const drawing = canvas.getContext("2d");
      drawing.fillStyle = "white";
      drawing.fillRect(0, 0, canvas.width, canvas.height);
      drawing.drawImage(image, 0, 0, canvas.width, canvas.height);
      return (await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85))) || file;
    } catch {
      return file;
    }
  };

  const written = async () => {
    const data = new FormData(form);
    const photograph = data.get("photograph");
    return {
      id,
      person: keeper.person,
      name: keeper.name,
      kept_at: new Date().toISOString(),
      fields: [...data].filter(([name, text]) => !OWN.includes(name) && text !== ""),
      photograph: photograph && photograph.size ? await shrunk(photograph) : null,
    };
  };

  const keepAndSend = async () => {
    const note = await written();
    const numbered = note.fields.find(([, text]) => identityNumbers.holds(text));
    if (numbered) return tell([texts.number, numbered[0]]);
    const missing = NEEDED.filter((name) => !note.fields.some(([given, text]) => given === name && text.trim()));
    if (missing.length && !navigator.onLine) return tell([texts.missing, missing[0]]);
    if (missing.length) return submitToMend();
    await keptNotes.keep(note);
    const { sent, stopped } = await keeper.send();
    if (sent.some((each) => each.id === id)) return location.assign(`/observations/${id}`);
    // The session ended, or became another one, since this page was opened. The next page sends it.
    if (stopped === 401) return location.assign("/sign-in?next=/observations/new");
    if (stopped === 403 || stopped === 409) return location.assign("/observations/new");
    if ((await keptNotes.one(id)).refused) {
      // There is a network: the server shows the form again with what is to be mended.
      await keptNotes.drop(id);
      return submitToMend();
    }
    await waitsNow();
  };

  const waitsNow = async () => {
    if (navigator.serviceWorker) {
      const registration = await navigator.serviceWorker.getRegistration("/observations/");
      if (registration && registration.sync) await registration.sync.register("notes").catch(() => {});
    }
    form.reset();
    summary.hidden = true;
    id = newId();
    await keeper.show();
    scrollTo(0, 0);
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    await keepAndSend().catch(() => form.submit());
    busy = false;
  });

  const fill = (name, text) => {
    const control = form.elements[name];
    if (control) control.value = text;
  };
  const openAgain = async (note) => {
    if (!note || note.person !== keeper.person) return;
    id = note.id;
    for (const [name, text] of note.fields) fill(name, text);
    for (const folded of form.querySelectorAll("details")) folded.open = true;
    if (note.photograph) choose(note.photograph);
    if (note.refused) tell(...note.refused);
  };
  if (asked.has("kept")) keptNotes.one(asked.get("kept")).then(openAgain);
  // The worker's copy of the form may have been made for another walk, or from another map.
  if (document.documentElement.dataset.offline !== undefined) {
    const { walk } = form.elements;
    const before = walk.value;
    for (const name of ["walk", "value_stream", "step"]) fill(name, asked.get(name) || "");
    if (asked.has("unit")) fill("unit", asked.get("unit"));
    const lead = form.parentElement.querySelector(".lead");
    if (lead && walk.value !== before) lead.remove();
  }
})();
