// Lets the steps of a map be dragged, with a pointer or with the arrow keys. Without it, buttons move them.
// The fields keep their names; the hidden field `order` tells the server how they stand now.
(() => {
  const list = document.querySelector(".step-cards");
  const order = document.getElementById("step-order");
  if (!list || !order) return;
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  list.after(spoken);

  const cards = () => [...list.children];

  function told() {
    cards().forEach((card, place) => {
      const heading = card.querySelector("h3");
      heading.textContent = heading.textContent.replace(/[0-9]+/, place + 1);
    });
    order.value = cards().map((card) => card.dataset.number).join(",");
  }

  function moved(card) {
    told();
    spoken.textContent = list.dataset.moved.replace("NUMBER", cards().indexOf(card) + 1);
  }

  function byKey(event, card) {
    const other = { ArrowUp: card.previousElementSibling, ArrowDown: card.nextElementSibling }[event.key];
    if (other === undefined) return;
    event.preventDefault();
    if (!other) return;
    event.key === "ArrowUp" ? other.before(card) : other.after(card);
    moved(card);
    event.currentTarget.focus();
  }

  function follow(event, card) {
    const middle = (other) => {
      const box = other.getBoundingClientRect();
      return box.top + box.height / 2;
    };
    const before = card.previousElementSibling;
    const after = card.nextElementSibling;
    if (before && event.clientY < middle(before)) before.before(card);
    else if (after && event.clientY > middle(after)) after.after(card);
  }

  cards().forEach((card) => {
    const handle = document.createElement("button");
    handle.type = "button";
    handle.className = "step-handle";
    handle.textContent = "\u2195";
    handle.title = list.dataset.hint;
    handle.setAttribute("aria-label", `${list.dataset.handle}. ${list.dataset.hint}`);
    handle.addEventListener("keydown", (event) => byKey(event, card));
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.focus();
      card.classList.add("step-dragged");
      const move = (each) => follow(each, card);
      const end = () => {
        card.classList.remove("step-dragged");
        removeEventListener("pointermove", move);
        removeEventListener("pointerup", end);
        removeEventListener("pointercancel", end);
        moved(card);
      };
      addEventListener("pointermove", move);
      addEventListener("pointerup", end);
      addEventListener("pointercancel", end);
    });
    card.prepend(handle);
  });
})();
