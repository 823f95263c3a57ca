// A session that is over leads to the page that says so, and the words of a page come before its tables. Loaded before
// the program: it watches its connection.
(() => {
  const over = () => location.replace("/session-terminee");
  const LARGE = 20000; // bytes: a table, a map, a chart
  const LONGEST = 400; // milliseconds: a page that is not looked at is never painted
  // The first large piece of a page, and what follows it, wait until its title is painted: a browser that is given all
  // at once shows nothing until all is drawn.
  const wordsFirst = (listener) => {
    const held = [];
    let painted = false;
    const pass = () => {
      painted = true;
      while (held.length) listener(held.shift());
    };
    const look = () => {
      if (document.querySelector("h1")) setTimeout(pass);
      else if (!painted) requestAnimationFrame(look);
    };
    return (event) => {
      if (painted || (!held.length && !(event.data.byteLength > LARGE))) return listener(event);
      if (!held.length) {
        requestAnimationFrame(look);
        setTimeout(pass, LONGEST);
      }
      return held.push(event);
    };
  };
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...said) {
      super(...said);
      this.addEventListener("close", (event) => event.code === 4401 && over());
    }
    addEventListener(name, listener, ...more) {
      super.addEventListener(name, name === "message" ? wordsFirst(listener) : listener, ...more);
    }
  };
  // Where the connection was cut by something else, the program asks whether the server is well before coming back.
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...said) {
    this.addEventListener("load", () => {
      if (this.status === 401 && new URL(this.responseURL).origin === location.origin) over();
    });
    return send.apply(this, said);
  };
  const plainFetch = window.fetch;
  window.fetch = async (...said) => {
    const answer = await plainFetch(...said);
    if (answer.status === 401 && answer.url.startsWith(location.origin)) over();
    return answer;
  };
  // Where the server is: the program would ask at the address of each page first, and wait for the answer.
  window.__streamlit = { BACKEND_BASE_URL: new URL("./", location.href).href };
  // The letters that Streamlit draws its signs with weigh a third of a first view, and few pages show one: they come
  // with the first sign.
  const load = document.fonts.load;
  document.fonts.load = (font, ...more) =>
    font.includes("Material Symbols") ? Promise.resolve([]) : load.call(document.fonts, font, ...more);
})();
