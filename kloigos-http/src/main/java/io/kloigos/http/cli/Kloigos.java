package io.kloigos.http.cli;

import io.kloigos.core.KloigosException;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParseResult;

/** The command {@code kloigos}. */
@Command(
        name = "kloigos",
        description = "Agentless CMDB and control plane for local servers and KVM hosts.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ServeCommand.class, DemoCommand.class, RebuildCommand.class, AuditCommand.class})
public final class Kloigos {
    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Grizzly and Jersey log through java.util.logging
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Kloigos()).setExecutionExceptionHandler(Kloigos::explain);
    }

    /** What an operator can mend is said in a sentence, what is our fault with its trace. */
    private static int explain(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof KloigosException known) {
            command.getErr().println("kloigos: " + known.getMessage());
        } else {
            LoggerFactory.getLogger(Kloigos.class).error("the command failed", failure);
        }
        return ExitCode.SOFTWARE;
    }
}
