// Enhancement only: every page works without this file.
"use strict";

// A page that waits for work to finish looks again by itself.
const waiting = document.querySelector("[data-look-again]");
if (waiting) {
  const again = async () => {
    try {
      const answer = await fetch(location.href, { headers: { "X-Look-Again": "1" } });
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = next.querySelector("main");
      const still = next.querySelector("[data-look-again]");
      if (!answer.ok || answer.redirected || !still) return location.reload();
      document.querySelector("main progress")?.setAttribute("value", fresh.querySelector("progress")?.value ?? 0);
      const said = document.querySelector("main [role=status]");
      if (said) said.textContent = fresh.querySelector("[role=status]")?.textContent ?? "";
    } catch {
      // No connection: the next look may have one.
    }
    setTimeout(again, 1500);
  };
  setTimeout(again, 1500);
}

// Leaving a form with unsaved words asks first; saving does not.
for (const form of document.querySelectorAll("form[data-keep]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

// On a slow line people press again: what is on its way is not sent a second time.
for (const form of document.querySelectorAll("main form[method=post]")) {
  let last = null;
  let sent = 0;
  form.addEventListener("submit", (event) => {
    const again = last === event.submitter && event.timeStamp - sent < 20000;
    if (again) return event.preventDefault();
    last = event.submitter;
    sent = event.timeStamp;
  });
  window.addEventListener("pageshow", () => { sent = -Infinity; });
}

// The printed page is the same one: a button only saves the way through the browser's menu.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// An address that is copied arrives whole.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent));
}

// On a phone the line of jobs scrolls: where one is should be in sight.
document.querySelector(".jobs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

// Six words are hard to type blind.
for (const label of document.querySelectorAll("[data-reveal]")) {
  label.hidden = false;
  label.querySelector("input").addEventListener("change", (event) => {
    document.getElementById(label.dataset.reveal).type = event.target.checked ? "text" : "password";
  });
}
