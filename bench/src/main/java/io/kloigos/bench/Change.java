package io.kloigos.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One change of a domain by hand, and how everyone tells of it. */
record Change(Verb verb, HandHost.Guest guest) {
    /** The domains that are changed; each has one host. */
    static final List<HandHost.Guest> GUESTS = List.of(
            HandHost.Guest.of("bench-a"),
            HandHost.Guest.of("bench-b"),
            HandHost.Guest.of("bench-c"),
            HandHost.Guest.of("bench-d"));

    private static final List<Verb> LIFE = List.of(
            Verb.DEFINE, Verb.START, Verb.SUSPEND, Verb.RESUME, Verb.DESTROY, Verb.START, Verb.KILL, Verb.UNDEFINE);

    /** What is done, and what becomes of it: the type of event, our word for the state, virsh's. */
    enum Verb {
        DEFINE("define", "vm.appeared", "stopped", "shut off"),
        START("start", "vm.state_changed", "running", "running"),
        SUSPEND("suspend", "vm.state_changed", "paused", "paused"),
        RESUME("resume", "vm.state_changed", "running", "running"),
        DESTROY("destroy", "vm.state_changed", "stopped", "shut off"),
        KILL("kill -9", "vm.state_changed", "stopped", "shut off"),
        UNDEFINE("undefine", "vm.vanished", "", null);

        private final String word;
        private final String event;
        private final String state;
        private final @Nullable String listed;

        Verb(String word, String event, String state, @Nullable String listed) {
            this.word = word;
            this.event = event;
            this.state = state;
            this.listed = listed;
        }

        String word() {
            return word;
        }
    }

    /** Whole lives of the domains, in turns, up to that many changes. */
    static List<Change> script(int count) {
        List<Change> script = new ArrayList<>();
        for (int life = 0; script.size() + LIFE.size() <= count; life++) {
            HandHost.Guest guest = GUESTS.get(life % GUESTS.size());
            LIFE.forEach(verb -> script.add(new Change(verb, guest)));
        }
        return script;
    }

    /** Which of so many hosts a domain is on, counted from 0. */
    static int host(HandHost.Guest guest, int hosts) {
        return GUESTS.indexOf(guest) % hosts;
    }

    void make(List<HandHost> hands) throws IOException {
        HandHost hand = hands.get(host(guest, hands.size()));
        switch (verb) {
            case DEFINE -> hand.virsh().ask("define " + guest.file());
            case KILL -> hand.kill(guest);
            default -> hand.virsh().ask(verb.word + " " + guest.id());
        }
    }

    /** Whether an event of ours tells of it. */
    boolean isToldBy(String type, @Nullable String target, String message) {
        return type.equals(verb.event)
                && ("vm:" + guest.id()).equals(target)
                && (verb == Verb.UNDEFINE || message.contains((verb == Verb.DEFINE ? ", " : " is ") + verb.state));
    }

    /** Whether the VM as JSON shows it. */
    boolean isShownBy(String json) {
        return verb == Verb.UNDEFINE
                ? json.contains("\"presence\":\"absent\"")
                : json.contains("\"presence\":\"present\"") && json.contains("\"power_state\":\"" + verb.state + "\"");
    }

    /** Whether {@code virsh list --all} shows it. */
    boolean isListedBy(String list) {
        return list.lines()
                .filter(line -> line.contains(" " + guest.name() + " "))
                .findFirst()
                .map(line -> verb.listed != null && line.endsWith(verb.listed))
                .orElse(verb.listed == null);
    }

    /** Whether this line of {@code virsh event} is about the domain. */
    boolean isHeardIn(String line) {
        return line.contains("'" + guest.name() + "'");
    }
}
