// The sign-in page of the demo: pressing an account fills in the form.

for (const account of document.querySelectorAll("[data-username]")) {
  account.addEventListener("click", () => {
    const { username = "", password = "" } = account instanceof HTMLElement ? account.dataset : {};
    for (const [name, value] of [["username", username], ["password", password]]) {
      const field = document.getElementById(name);
      if (field instanceof HTMLInputElement) field.value = value;
    }
    /** @type {HTMLElement | null} */ (document.querySelector('button[type="submit"]'))?.focus();
  });
}
