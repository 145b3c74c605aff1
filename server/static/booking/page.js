// A booking as its attendee sees it, by the secret behind the # of the address, which no server gets to see in it.

const SHOWN = "name start end status awaits location channel cancelReason hosts { member { name } }";
const READ = `query ($secret: String!) { bookingBySecret(secret: $secret) { ${SHOWN} } }`;
const CONFIRM = `mutation ($input: ConfirmBookingInput!) {
  it: confirmBooking(input: $input) { booking { ${SHOWN} } errors { message } } }`;
const CANCEL = `mutation ($input: CancelBookingInput!) {
  it: cancelBooking(input: $input) { booking { ${SHOWN} } errors { message } } }`;
const WORDS = {
  PENDING: "Not confirmed yet",
  CONFIRMED: "Confirmed",
  CANCELLED: "Cancelled",
  DECLINED: "Declined",
  EXPIRED: "Not confirmed in time",
};
const main = document.querySelector("main");

async function ask(query, variables) {
  const response = await fetch("graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const answer = await response.json();
  if (answer.errors) throw new Error(answer.errors[0].message);
  return answer.data;
}

function add(name, text, where = main) {
  const element = document.createElement(name);
  element.textContent = text;
  where.append(element);
  return element;
}

function button(text, act) {
  add("button", text).addEventListener("click", () => tell(act));
}

async function tell(act) {
  try {
    await act();
  } catch (error) {
    add("p", `That did not work: ${error.message}`).setAttribute("role", "alert");
  }
}

function show(booking) {
  main.replaceChildren();
  if (!booking) {
    add("h1", "There is no such booking");
    return;
  }
  const clock = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
  add("h1", booking.name);
  add("p", clock.formatRange(new Date(booking.start), new Date(booking.end)));
  add("p", `With ${booking.hosts.map((host) => host.member.name).join(", ")}`);
  for (const place of [booking.location, booking.channel]) if (place) add("p", place);
  add("p", WORDS[booking.status]).id = "status";
  if (booking.cancelReason) add("p", booking.cancelReason);
  if (booking.awaits === "ATTENDEE" && booking.status === "PENDING") button("Confirm", () => change(CONFIRM));
  if (["PENDING", "CONFIRMED"].includes(booking.status)) button("Cancel", () => change(CANCEL));
}

async function change(mutation) {
  const { it } = await ask(mutation, { input: { secret: location.hash.slice(1) } });
  if (it.errors) throw new Error(it.errors.map((error) => error.message).join(" "));
  show(it.booking);
}

async function read() {
  show((await ask(READ, { secret: location.hash.slice(1) })).bookingBySecret);
}

addEventListener("hashchange", () => tell(read));
tell(read);
