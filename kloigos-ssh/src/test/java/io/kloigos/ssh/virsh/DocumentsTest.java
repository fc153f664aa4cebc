package io.kloigos.ssh.virsh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.KloigosException;
import io.kloigos.ssh.PlayedVirsh;
import io.kloigos.ssh.ScriptedHost;
import io.kloigos.ssh.SshConfig;
import io.kloigos.ssh.transport.Credentials;
import io.kloigos.ssh.transport.HostConnection;
import io.kloigos.ssh.transport.SshTransport;
import io.kloigos.ssh.xml.XmlElement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many documents of a host on which things come and go. */
@Timeout(60)
class DocumentsTest {
    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private final ScriptedHost host = ScriptedHost.start(PlayedVirsh.of(this::answer));
    private SshTransport transport;
    private HostConnection connection;
    private Virsh virsh;

    @BeforeEach
    void connect(@TempDir Path folder) {
        SshConfig config = SshConfig.defaults().withDeadlines(Duration.ofSeconds(5));
        transport = new SshTransport(config, new Credentials(host.keyFile(folder, null), null, folder));
        connection = new HostConnection(transport, host.endpoint(), config);
        virsh = new Virsh(connection, new Random(7));
    }

    @AfterEach
    void disconnect() throws IOException {
        virsh.close();
        connection.close();
        transport.close();
        host.close();
    }

    private void answer(List<String> words, PlayedVirsh.Output output) throws IOException {
        String name = words.get(words.size() - 1);
        if (gone.contains(name)) {
            output.error("failed to get domain '" + name + "'");
            output.error("Domain not found: no domain with matching name '" + name + "'");
        } else if (broken.contains(name)) {
            output.error("internal error: it broke");
        } else {
            output.print("<domain>\n  <name>" + name + "</name>\n  <a>&lt;/domain></a><domain/></domain>\n\n");
        }
    }

    private Documents ask(int count) {
        List<VirshCommand> commands = IntStream.range(0, count)
                .mapToObj(i -> VirshCommand.of("dumpxml", "d" + i))
                .toList();
        return Documents.ask(virsh, commands, "domain description");
    }

    private static List<String> names(Documents documents) {
        return documents.stream().map(xml -> xml.text("name")).toList();
    }

    @Test
    void everyQuestionHasItsDocument() {
        Documents documents = ask(57);
        assertThat(documents.refused()).isEmpty();
        assertThat(documents.found()).hasSize(57);
        documents
                .found()
                .forEach((command, xml) ->
                        assertThat(xml.text("name")).isEqualTo(command.words().get(1)));
        assertThat(ask(0).found()).isEmpty();
    }

    @Test
    void whatIsGoneIsToldAndTheRestIsThere() {
        gone.addAll(List.of("d3", "d14"));
        Documents documents = ask(25);
        assertThat(names(documents)).hasSize(23).doesNotContain("d3", "d14").contains("d2", "d4", "d13", "d24");
        assertThat(documents.refused()).hasSize(2);
        documents.requireOnlyGone(virsh, VirshProblem.NO_DOMAIN);
    }

    @Test
    void whatFailsForAnotherReasonBesideOneThatIsGoneIsNotTakenForGone() {
        gone.add("d3");
        broken.add("d4");
        Documents documents = ask(10);
        assertThat(names(documents)).hasSize(8);
        assertThatThrownBy(() -> documents.requireOnlyGone(virsh, VirshProblem.NO_DOMAIN))
                .isInstanceOf(KloigosException.class)
                .hasMessageContaining("it broke");
    }

    @Test
    void documentsThatAreNoXmlFailTheWhole() {
        assertThatThrownBy(() -> XmlElement.parseAll("<a/></all><all>", "test")).isInstanceOf(KloigosException.class);
        assertThatThrownBy(() -> XmlElement.parseAll("<!DOCTYPE a><a/>", "test"))
                .isInstanceOf(KloigosException.class);
        assertThat(XmlElement.parseAll("\n", "test")).isEmpty();
    }
}
