// Who is signed in. The token lives as long as the tab does, and is written nowhere else.

const key = "docprocessing.token";

/** Where the host is: the page may lie below a path of the host's. */
export const base = new URL("./", document.baseURI).href.replace(/\/$/, "");

export const session = {
  user: null,
  role: null,

  get token() {
    return sessionStorage.getItem(key);
  },

  get isOperator() {
    return this.role === "operator" || this.role === "admin";
  },

  /** Asks the host whom a token is for, and keeps it when it is good. Throws when the host cannot be asked. */
  async enter(token) {
    const answer = await fetch(`${base}/page/caller.json`, { headers: { authorization: `Bearer ${token}` } });
    if (answer.status === 401 || answer.status === 403) {
      this.leave();
      return false;
    }

    if (!answer.ok) {
      throw new Error(`The host answered ${answer.status}.`);
    }

    Object.assign(this, await answer.json());
    sessionStorage.setItem(key, token);
    return true;
  },

  leave() {
    sessionStorage.removeItem(key);
    this.user = this.role = null;
  },
};
