// Opens the form for noting a waste without network, for the person whose pages were answered last and only as long
// as their session would last. Keeps that one page and the page that says there is no network; nothing else.
const FORM = "/observations/new";
const OFFLINE = "/observations/offline";
const SEEN = "/observations/seen";
const MINUTE = 60 * 1000;

const read = (page, name) => (page.match(new RegExp(`${name}="([^"]*)"`)) || [])[1];
const forms = () => caches.open("leanstream-form");
const forget = () => caches.delete("leanstream-form");

// A page of this person was answered just now.
const seen = async (person) => {
  const cache = await forms();
  const kept = await cache.match(FORM);
  if (kept && kept.headers.get("X-Person") !== person) await forget();
  await (await forms()).put(SEEN, new Response(`${Date.now()}`));
};

const keepForm = async (page, headers) => {
  const kept = new Headers(headers);
  kept.delete("Content-Encoding");
  kept.set("X-Person", read(page, "data-person"));
  kept.set("X-Idle-Minutes", read(page, "data-idle-minutes"));
  const marked = page.replace("<html ", "<html data-offline ");
  await (await forms()).put(FORM, new Response(marked, { headers: kept }));
  // The browser's own cache keeps what the page is made of, so that the form works when it is opened from here.
  await Promise.all([...page.matchAll(/"(\/static\/[^"]+)"/g)].map(([, path]) => fetch(path)));
  const offline = await caches.match(OFFLINE);
  if (!offline || offline.headers.get("Content-Language") !== kept.get("Content-Language")) await keepOffline();
};
const keepOffline = async () => (await caches.open("leanstream-offline")).add(OFFLINE);

const look = async (response, path) => {
  if (!response.ok) return path === FORM && response.type === "opaqueredirect" ? forget() : undefined;
  const page = await response.text();
  const person = read(page, "data-person");
  if (!person) return forget();
  await seen(person);
  if (path === FORM) await keepForm(page, response.headers);
};
const fetchForm = async () => look(await fetch(FORM), FORM);

const withoutNetwork = async (path) => {
  const cache = await forms();
  const [form, last] = await Promise.all([cache.match(FORM), cache.match(SEEN)]);
  if (form && last) {
    const since = Date.now() - (await last.text());
    if (since < 0 || since > form.headers.get("X-Idle-Minutes") * MINUTE) await forget();
    else if (path === FORM) return form;
  }
  return (await caches.match(OFFLINE)) || Response.error();
};

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(keepOffline());
});
addEventListener("activate", (event) => event.waitUntil(clients.claim().then(fetchForm).catch(() => {})));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode !== "navigate" || request.method !== "GET") return;
  const path = new URL(request.url).pathname;
  const answered = fetch(request);
  event.respondWith(answered.catch(() => withoutNetwork(path)));
  event.waitUntil(answered.then((response) => look(response.clone(), path)).catch(() => {}));
});
addEventListener("message", (event) =>
  event.waitUntil(
    seen(event.data.person)
      .then(forms)
      .then((cache) => cache.match(FORM))
      .then((kept) => kept || fetchForm())
      .catch(() => {}),
  ),
);
addEventListener("sync", (event) => {
  const send = async () => {
    const page = await (await fetch(FORM)).text();
    const person = read(page, "data-person");
    if (person) await self.keptNotes.send(person, read(page, 'name="form_token" value'));
  };
  event.waitUntil(send());
});
