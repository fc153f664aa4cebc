package io.kloigos.http.cli;

import io.kloigos.core.KloigosException;
import io.kloigos.core.audit.OfflineAudit;
import io.kloigos.core.audit.Verification;
import io.kloigos.core.audit.Verification.Known;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kloigos audit}: looks after the record of what happened. */
@Command(
        name = "audit",
        description = "Looks after the record of what happened.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = AuditCommand.Verify.class)
final class AuditCommand {
    /** {@code kloigos audit verify}: ends with 1 when something is not as it was sealed. */
    @Command(
            name = "verify",
            description =
                    "Looks at every event and tells whether it is as it was sealed. A server that runs with its own"
                            + " database is asked with GET /api/v1/audit/verify instead.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    static final class Verify implements Callable<Integer> {
        @Mixin
        private EngineOptions engine = new EngineOptions();

        @Option(
                names = "--known",
                paramLabel = "BLOCK:HASH",
                description =
                        "A block and its hash, as an earlier verification told them: it must still be in the chain.")
        @Nullable
        private String known;

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() {
            Verification found = OfflineAudit.verify(engine.engine().database(), known(known));
            PrintWriter out = spec.commandLine().getOut();
            found.problems().forEach(problem -> out.println("block " + problem.blockNo() + ": " + problem.message()));
            out.println(
                    found.isIntact()
                            ? found.blocks() + " blocks with " + found.events()
                                    + " events are as they were sealed, from block " + found.anchorBlock() + " on"
                            : "Not everything is as it was sealed: "
                                    + found.problems().size() + " problems");
            out.println("newest block " + found.headBlock() + ":" + found.headHash());
            out.flush();
            return found.isIntact() ? ExitCode.OK : ExitCode.SOFTWARE;
        }

        private static @Nullable Known known(@Nullable String text) {
            if (text == null) {
                return null;
            }
            if (!text.matches("\\d{1,18}:[0-9a-f]{64}")) {
                throw KloigosException.invalid("--known", "must be BLOCK:HASH, such as 12:9f86d0…");
            }
            String[] parts = text.split(":", 2);
            return new Known(Long.parseLong(parts[0]), parts[1]);
        }
    }
}
