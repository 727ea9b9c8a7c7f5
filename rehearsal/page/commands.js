/** The bot's commands as a list to choose from. */

import { h } from "./dom.js";
import { state } from "./store.js";

/** The commands that begin with what was typed ("/he" finds /help). */
export function commandsFor(typed) {
  const wanted = typed.slice(1).toLowerCase();
  return state.chat.commands.filter(({ command }) => command.startsWith(wanted));
}

/** Fill the list; `onChoose(command)` hears a tap. */
export function drawCommands(list, commands, onChoose) {
  const rows = commands.map(({ command, description }) =>
    h("button", {
      type: "button", role: "option", class: "command-row", "aria-selected": "false", tabindex: "-1",
      "data-testid": `command-${command}`, onclick: () => onChoose(command),
    }, h("strong", {}, `/${command}`), h("span", {}, description)));
  list.replaceChildren(...rows);
}
