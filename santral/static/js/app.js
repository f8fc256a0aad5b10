// The console's only entry: makes the parts and introduces them to each other.
import { startApplications } from "./applications.js";
import { Calls } from "./calls.js";
import { startCommands } from "./commands.js";
import { startDocuments } from "./documents.js";
import { startDrafts } from "./drafts.js";
import { startLink } from "./link.js";
import { startLists } from "./lists.js";
import { startMenus } from "./menus.js";
import { startPhone } from "./phone.js";
import { startRing } from "./ring.js";
import { startRequests } from "./requests.js";
import { startShortcuts } from "./shortcuts.js";
import { Stream } from "./stream.js";
import { readTexts } from "./texts.js";
import { startTheme } from "./theme.js";
import { startTimers } from "./timers.js";
import { startTimes } from "./times.js";

readTexts();
startTimes();
startTimers();
startMenus();
startTheme();
startCommands();
startLists();
startApplications();
startDocuments();
startRequests();

const stream = new Stream();
const calls = new Calls();
startLink(stream);
startPhone(stream);
startRing(stream);
calls.start(stream);
startDrafts(stream);
startShortcuts(calls);
stream.start();
