// Suggests colleagues while somebody types for whom a booking is. Without this script a part of a name is looked up when the form is sent.

const PAUSE_MS = 150;
const FEWEST_LETTERS = 2;

const field = /** @type {HTMLInputElement} */ (document.getElementById("for"));
const list = /** @type {HTMLDataListElement} */ (document.getElementById("for-people"));

let waiting = 0;
let asked = "";

/**
 * Those who fit what is typed; an answer that comes after more has been typed is dropped.
 * @param {string} typed
 */
async function suggest(typed) {
  asked = typed;
  const answer = await fetch(`/book/people?${new URLSearchParams({q: typed})}`).catch(() => null);
  const isJson = answer?.headers.get("content-type")?.startsWith("application/json");
  if (!answer?.ok || !isJson || asked !== typed) return;
  /** @type {{people: {name: string, email: string}[]}} */
  const {people} = await answer.json();
  list.replaceChildren(...people.map(({name, email}) => new Option(labelOf(name, email, typed), email)));
}

/**
 * A name with what was typed in it: browsers show no suggestion that does not hold it as it stands, such as Brown, K.
 * @param {string} name
 * @param {string} email
 * @param {string} typed
 */
function labelOf(name, email, typed) {
  const [first, ...rest] = name.split(" "), last = rest.join(" "), asked = typed.toLowerCase();
  const ways = [name, `${last} ${first}`, `${last}, ${first}`];
  if (email.includes(asked)) return name;
  return ways.find((way) => way.toLowerCase().includes(asked)) || `${name} (${typed})`;
}

field.addEventListener("input", () => {
  const typed = field.value.trim();
  window.clearTimeout(waiting);
  if (typed.length < FEWEST_LETTERS || [...list.options].some(({value}) => value === typed)) return;
  waiting = window.setTimeout(() => void suggest(typed), PAUSE_MS);
});
field.setAttribute("list", list.id);
field.removeAttribute("autocomplete"); // some browsers show no suggestions at all where it is off
