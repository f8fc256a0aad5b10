// Documents are sent by button or by dropping them, with progress; what is refused is said by name.
import { csrfToken } from "./server.js";
import { showTimes } from "./times.js";

const MOST_FILES = 10;

/**
 * @param {HTMLFormElement} form
 * @param {File[]} files
 */
function wrongsOf(form, files) {
  const most = Number(form.dataset.maxMb) * 2 ** 20 || Infinity;
  if (files.length > MOST_FILES) return [form.dataset.tooMany ?? ""];
  return files.filter((file) => file.size > most).map((file) => (form.dataset.tooLarge ?? "").replace("{name}", file.name));
}

/**
 * @param {HTMLFormElement} form
 * @param {string[]} sentences
 */
function refuse(form, sentences) {
  const list = form.querySelector("[data-refused]");
  list?.replaceChildren(
    ...sentences.map((sentence) => {
      const line = document.createElement("li");
      line.textContent = sentence;
      return line;
    }),
  );
}

/**
 * @param {HTMLFormElement} form
 * @param {number} share
 */
function progress(form, share) {
  const bar = form.querySelector("progress");
  if (bar) {
    bar.hidden = false;
    bar.value = share;
  }
  const said = form.querySelector("[data-said]");
  if (said) said.textContent = (form.dataset.sending ?? "").replace("{share}", String(share));
}

/**
 * @param {HTMLFormElement} form
 * @param {XMLHttpRequest} request
 */
function onAnswer(form, request) {
  settle(form);
  /** @type {{saved?: number, refused?: {name: string, error: string}[], error?: string}} */
  let answer = {};
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    answer = { error: form.dataset.failed };
  }
  const sentences = (answer.refused ?? []).map((one) => `${one.name}: ${one.error}`);
  if (answer.error) sentences.push(answer.error);
  refuse(form, sentences);
  if (!answer.saved || sentences.length) return;
  const panel = form.closest("section#documents");
  if (panel) void showList(panel);
  else if (!form.dataset.stay) {
    location.reload();
    return;
  }
  const said = form.querySelector("[data-said]");
  if (said) said.textContent = form.dataset.sent ?? "";
}

/** The list above the button is brought up to date, and nothing else of the page, where something may be typed. @param {Element} panel */
async function showList(panel) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const fresh = page?.querySelector("section#documents");
  for (const what of [":scope > h2", ":scope > ul"]) {
    const now = fresh?.querySelector(what);
    if (now) panel.querySelector(what)?.replaceWith(document.importNode(now, true));
  }
  showTimes(panel);
}

/** @param {HTMLFormElement} form */
function settle(form) {
  delete form.dataset.busy;
  const bar = form.querySelector("progress");
  if (bar) bar.hidden = true;
  const said = form.querySelector("[data-said]");
  if (said) said.textContent = "";
  const chosen = form.querySelector("input[type=file]");
  if (chosen instanceof HTMLInputElement) chosen.value = "";
}

/**
 * @param {HTMLFormElement} form
 * @param {File[]} files
 */
function send(form, files) {
  if (!files.length || form.dataset.busy) return;
  const wrongs = wrongsOf(form, files);
  refuse(form, wrongs);
  if (wrongs.length) return settle(form);
  form.dataset.busy = "1";
  const body = new FormData(form);
  body.delete("file");
  for (const file of files) body.append("file", file, file.name);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-CSRF-Token", csrfToken());
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => progress(form, Math.round((100 * event.loaded) / Math.max(event.total, 1))));
  request.addEventListener("load", () => onAnswer(form, request));
  request.addEventListener("error", () => {
    settle(form);
    refuse(form, [form.dataset.failed ?? ""]);
  });
  progress(form, 0);
  request.send(body);
}

/** @param {Event} event */
function formOf(event) {
  const form = event.target instanceof Element ? event.target.closest("[data-documents-send]") : null;
  return form instanceof HTMLFormElement ? form : null;
}

/** What was chosen before this script was there. After a reload a browser may only have put it back. */
function sendChosenEarly() {
  const [arrival] = performance.getEntriesByType("navigation");
  if (!(arrival instanceof PerformanceNavigationTiming) || arrival.type !== "navigate") return;
  for (const chosen of document.querySelectorAll("[data-documents-send] input[type=file]")) {
    const form = chosen.closest("form");
    if (chosen instanceof HTMLInputElement && form) send(form, [...(chosen.files ?? [])]);
  }
}

export function startDocuments() {
  document.addEventListener("change", (event) => {
    const form = formOf(event);
    if (form && event.target instanceof HTMLInputElement && event.target.type === "file") send(form, [...(event.target.files ?? [])]);
  });
  document.addEventListener("submit", (event) => {
    if (formOf(event)) event.preventDefault(); // files go when they are chosen
  });
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const form = formOf(event);
      if (!form || !(event instanceof DragEvent)) return;
      event.preventDefault();
      form.querySelector("[data-drop]")?.toggleAttribute("data-over", kind === "dragenter" || kind === "dragover");
      if (kind === "drop") send(form, [...(event.dataTransfer?.files ?? [])]);
    });
  }
  sendChosenEarly();
}
