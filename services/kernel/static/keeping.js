// On every page of somebody who is signed in: sends the notes they kept, says what is kept, and asks about it at
// sign-out. On the page after sign-out it forgets what the worker had for them.
(() => {
  const here = document.getElementById("keeping");
  if (!here || !self.indexedDB || !self.keptNotes) return;
  const { person, name } = here.dataset;
  const worker = navigator.serviceWorker;
  const forget = async () => {
    sessionStorage.clear();
    localStorage.clear();
    if (self.caches) await caches.delete("leanstream-form");
  };
  if (!person) {
    forget();
    return;
  }

  const texts = JSON.parse(here.dataset.texts);
  const token = document.querySelector("form[action='/sign-in/out'] [name=form_token]").value;
  const atWaste = /^\/observations(\/|$)/.test(location.pathname);
  const region = document.createElement("div");
  region.setAttribute("role", "status");
  document.getElementById("main").prepend(region);

  const element = (tag, text = "", more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);
  const button = (text, className, onclick) => element("button", text, { type: "button", className, onclick });
  const said = ([one, many], count, whose) =>
    (count === 1 ? one : many).replaceAll("{count}", count).replaceAll("{name}", whose);
  const words = (note) => {
    const text = (note.fields.find(([field]) => field === "description") || ["", ""])[1].trim();
    return text.length > 80 ? `${text.slice(0, 80)}…` : text;
  };

  const box = (text, ...more) => {
    const inner = element("div");
    inner.append(element("p", text), ...more);
    const outer = element("div", "", { className: "notice" });
    outer.append(inner);
    return outer;
  };
  const notice = (text, notes, item) => {
    if (!notes.length) return;
    const list = element("ul");
    list.append(...notes.map((note) => item(note, element("li"))));
    region.append(box(text, list));
  };
  const throwAway = (note) => {
    const away = button(texts.away, "plain-button", async () => {
      if (!confirm(`${texts.sure}\n${words(note)}`)) return;
      await keptNotes.drop(note.id);
      show();
    });
    away.setAttribute("aria-label", `${texts.away}: ${words(note)}`);
    return away;
  };

  let mine; // not known before it was looked up
  const look = async () => {
    const notes = await keptNotes.all();
    mine = notes.filter((note) => note.person === person);
    return notes;
  };
  const show = async (sent = []) => {
    const notes = await look();
    const others = new Map();
    for (const note of notes) {
      if (note.person !== person) others.set(note.person, [note.name, (others.get(note.person) || ["", 0])[1] + 1]);
    }
    region.replaceChildren();
    notice(said(texts.sent, sent.length), sent, (note, line) => {
      line.append(element("a", words(note), { href: `/observations/${note.id}` }));
      return line;
    });
    notice(texts.refused, mine.filter((note) => note.refused), (note, line) => {
      line.append(element("p", words(note)), ...note.refused.map(([text]) => element("p", text)));
      line.append(element("a", texts.mend, { href: `/observations/new?kept=${note.id}` }), throwAway(note));
      return line;
    });
    const waiting = mine.filter((note) => !note.refused);
    notice(said(texts.waiting, waiting.length), waiting, (note, line) => {
      line.append(words(note), " ", throwAway(note));
      return line;
    });
    if (!atWaste) return;
    for (const [whose, count] of others.values()) region.append(box(said(texts.others, count, whose)));
  };

  let next;
  const send = async () => {
    const done = await keptNotes.send(person, token);
    await show(done.sent);
    clearTimeout(next);
    // Not every network says when it is back.
    if (done.stopped === 0 || done.stopped >= 500) next = setTimeout(send, 30 * 1000);
    return done;
  };

  const asked = (left) =>
    new Promise((decide) => {
      const dialog = element("dialog", "", { className: "panel" });
      const heading = element("h2", said(texts.left, left.length, name), { id: "keeping-left" });
      dialog.setAttribute("aria-labelledby", heading.id);
      const list = element("ul");
      list.append(...left.map((note) => element("li", words(note))));
      const actions = element("p", "", { className: "actions" });
      const choice = (value, className) => button(texts[value], className, () => dialog.close(value));
      actions.append(
        choice("stay", "btn btn-primary"),
        choice("leave", "btn btn-outline-primary"),
        choice("discard", "btn btn-outline-primary"),
      );
      dialog.append(heading, list, element("p", texts.leaving), actions);
      dialog.onclose = () => {
        dialog.remove();
        decide(dialog.returnValue);
      };
      document.body.append(dialog);
      dialog.showModal();
    });

  // Answers whether to sign out.
  const settled = async () => {
    if ((await keptNotes.of(person)).length) await send();
    const left = await keptNotes.of(person);
    if (!left.length) return true;
    const choice = await asked(left);
    if (choice === "discard") for (const note of left) await keptNotes.drop(note.id);
    return choice === "leave" || choice === "discard";
  };
  for (const form of document.querySelectorAll("form[action='/sign-in/out']")) {
    form.addEventListener("submit", async (event) => {
      // With nothing to ask it is a form as any other, and the page after it forgets.
      if (mine && !mine.length && navigator.onLine) return;
      event.preventDefault();
      // Nobody is kept signed in by what a browser cannot do.
      if (!(await settled().catch(() => true))) return;
      await forget().catch(() => {});
      if (navigator.onLine) return form.submit();
      region.replaceChildren(box(texts.staying));
      scrollTo(0, 0);
    });
  }

  // The worker learns whose page was answered, so that it forgets anybody else's form.
  const tellWorker = async () => {
    if (!worker) return;
    const registration = atWaste
      ? await worker.register("/observations/worker.js")
      : await worker.getRegistration("/observations/");
    const { offline } = document.documentElement.dataset;
    if (registration && registration.active && offline === undefined) registration.active.postMessage({ person });
  };

  self.keeper = { person, name, send, show };
  addEventListener("online", send);
  addEventListener("focus", look); // another tab may have kept a note
  send().catch(() => {});
  tellWorker().catch(() => {});
})();
