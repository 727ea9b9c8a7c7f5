/** The page's beginning: loads what the server knows, joins the views, follows address and events. */

import { api } from "./api.js";
import { applyEvent, closeChat, openChat, refreshChat, setBlockedState } from "./chat.js";
import { setUpClock, takeClock } from "./clock.js";
import { setUpComposer } from "./composer.js";
import { setUpConversation } from "./conversation.js";
import { byId } from "./dom.js";
import { takeSeat } from "./groups.js";
import { setUpInspector } from "./inspector.js";
import { labelPage, switchLanguage, t } from "./language.js";
import { listen } from "./live.js";
import { loadCalls, noteCall, setUpLog } from "./log.js";
import { noteMessage, setUpPeople } from "./people.js";
import { sayFailed, toast } from "./sheets.js";
import { emit, on, state } from "./store.js";
import { setUpTheme } from "./theme.js";

/** Whether the entry before this one in the browser's history is the list of people. */
let fromList = false;
let going = false;

/* The address says who is open: #user=1001. */

const idInAddress = () => {
  const found = /^#user=(-?\d+)$/.exec(location.hash);
  return found ? Number(found[1]) : null;
};

function goTo(id) {
  if (id === idInAddress()) return route();
  fromList = idInAddress() === null;
  going = true;
  location.hash = `user=${id}`;
  return null;
}

function goBack() {
  if (fromList) history.back();
  else location.hash = "";
}

async function route() {
  const id = idInAddress();
  if (!going) fromList = false;
  going = false;
  byId("app").dataset.pane = id === null ? "people" : "chat";
  if (id === null) return closeChat();
  if (state.chat && state.chat.id !== id) closeChat();
  try {
    if (id < 0) await takeSeat(id);
    await openChat(id);
  } catch (error) {
    if (error.status === 404) toast(t("not_found"), { error: true });
    else sayFailed(error);
    location.hash = "";
  }
  return null;
}

/* What the server tells. */

function onEvent(type, data) {
  if (type === "clock") takeClock(data);
  else if (type === "call") noteCall(data);
  if (type === "message") noteMessage(data);
  applyEvent(type, data);
}

async function catchUp() {
  try {
    state.config = await api.config();
    takeClock(state.config);
    loadCalls();
    emit("reconnected");
    await refreshChat();
    toast(t("restored"));
  } catch (error) {
    sayFailed(error);
  }
}

function onLink(up, again) {
  byId("lost").hidden = up;
  if (up && again) catchUp();
}

/** Begin to listen; resolves once the stream is up, or is known to be down. */
const listening = () =>
  new Promise((resolve) => {
    listen(onEvent, (up, again) => {
      onLink(up, again);
      resolve();
    });
  });

async function begin() {
  labelPage();
  setUpTheme();
  try {
    state.config = await api.config();
  } catch (error) {
    sayFailed(error);
  }
  setUpClock();
  if (state.config.now) takeClock(state.config);
  setUpLog();
  setUpInspector();
  setUpConversation();
  setUpComposer();
  byId("language").addEventListener("click", switchLanguage);
  byId("back").addEventListener("click", goBack);
  addEventListener("hashchange", route);
  on("arrived", (data) => onEvent("message", data));
  on("blocked", ({ chat_id: id, blocked }) => id === state.chat?.id && setBlockedState(blocked));
  // Whatever is loaded from here on, the stream tells what changes after it.
  await listening();
  setUpPeople(goTo);
  loadCalls();
  await route();
}

begin();
