package io.kloigos.ssh.virsh;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.ssh.virsh.EventLine.Subject;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventLineTest {
    private static final String AT = "2026-11-23 20:03:37.261+0000: ";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "web-1 | event 'lifecycle' for domain 'web-1': Started Booted",
                "web-1 | event 'reboot' for domain 'web-1'",
                "web-1 | event 'tray-change' for domain 'web-1' disk ide0-0-0: opened",
                "web-1 | event 'disk-change' for domain 'web-1' disk ide0: /a -> (null): changed",
                "web-1 | event 'tunable' for domain 'web-1':",
                "web-1 | event 'agent-lifecycle' for domain 'web-1': state: 'connected' reason: 'channel event'",
                "web-1 | event 'metadata-change' for domain 'web-1': type description, uri <null>",
                "web-1 | event 'balloon-change' for domain 'web-1': 65536KiB",
                "web-1 | event 'of-the-future' for domain 'web-1': more of it",
                "it's  | event 'lifecycle' for domain 'it's': Started Booted",
                "web-1 | event 'lifecycle' for domain web-1: Started Booted",
                "web-1 | event 'reboot' for domain web-1",
            })
    void aPlainNameIsToldForSure(String name, String line) {
        assertThat(EventLine.read(AT + line)).isEqualTo(new EventLine(Subject.DOMAIN, Set.of(name)));
        assertThat(EventLine.read(line)).isEqualTo(new EventLine(Subject.DOMAIN, Set.of(name)));
    }

    @Test
    void everyReadingOfAHostileNameIsTold() {
        assertThat(EventLine.read(AT + "event 'lifecycle' for domain 'a': Started Booted': Stopped Failed")
                        .names())
                .containsExactlyInAnyOrder("a", "a': Started Booted");
        assertThat(EventLine.read(AT + "event 'reboot' for domain ''': '': '").names())
                .contains("''': '': '".substring(1, 9));
    }

    @Test
    void theNameIsAmongTheReadingsWhateverItIs() {
        String[] pieces = {"'", ":", " ", "disk", "event", "': ", "' disk ", "x", "é", "\t", "for domain "};
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int j = random.nextInt(8); j >= 0; j--) {
                name.append(pieces[random.nextInt(pieces.length)]);
            }
            EventLine line = EventLine.read(AT + "event 'lifecycle' for domain '" + name + "': Started Booted");
            assertThat(line.subject() == Subject.HOST || line.names().contains(name.toString()))
                    .as("%s in %s", name, line)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event 'lifecycle' for network default: Started",
                "event 'lifecycle' for storage pool it's: Stopped",
                "event 'lifecycle' for domain ",
                "event 'lifecycle' for domain 'broken \ufffd name': Started Booted",
                "event 'lifecycle' for domain 'a: a: a: a: a: a: a: a: a: a: Started",
                "something else altogether",
                "recipient: hypervisor",
            })
    void whatCannotBeToldIsAChangeOfTheHost(String line) {
        assertThat(EventLine.read(AT + line).subject()).isEqualTo(Subject.HOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\tcpu_shares: 10",
                "events received: 7",
                "event 'rtc-change' for domain 'web-1': 0",
                AT + "event 'graphics' for domain 'web-1': connect local[unix  ] remote[unix  ] vnc",
                AT + "event 'migration-iteration' for domain 'web-1': iteration: '3'",
            })
    void whatNoLookWouldShowIsNothing(String line) {
        assertThat(EventLine.read(line).subject()).isEqualTo(Subject.NOTHING);
    }
}
