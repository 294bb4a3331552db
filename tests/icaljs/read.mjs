// Reads one calendar from standard input with ical.js and writes what a calendar program would see of it, as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);

const day = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());
const events = calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));

console.log(
  JSON.stringify({
    method: calendar.getFirstPropertyValue("method"),
    refresh: calendar.getFirstPropertyValue("refresh-interval")?.toString() ?? null,
    events: events.map((event) => ({
      uid: event.uid,
      sequence: event.sequence ?? 0,
      start: day(event.startDate),
      end: day(event.endDate),
      summary: event.summary,
    })),
  }),
);
