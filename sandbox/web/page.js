// Keep what happens fresh, but leave alone what somebody is working in. Without this, reload.
const live = document.getElementById("live");
const open = () => [...live.querySelectorAll("details[open]")].map((one) => one.id);

async function refresh() {
  const chosen = getSelection().toString() !== "";
  if (document.hidden || chosen || live.contains(document.activeElement)) return;
  const answer = await fetch("/");
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const seen = open();
  live.replaceChildren(...fresh.getElementById("live").childNodes);
  for (const id of seen) document.getElementById(id)?.setAttribute("open", "");
  document.querySelector(".time time").textContent = fresh.querySelector(".time time").textContent;
}

setInterval(() => refresh().catch(() => {}), 1500);
