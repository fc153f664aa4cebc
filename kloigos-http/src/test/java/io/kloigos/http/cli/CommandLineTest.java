package io.kloigos.http.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** What the command line says of itself, and of what it does not understand. */
class CommandLineTest {
    private static final Pattern DEFAULT = Pattern.compile("default ([^)]+)\\)");
    private static final Pattern ENVIRONMENT = Pattern.compile("env ([A-Z_]+)");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    private CommandLine commandLine() {
        return Kloigos.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }

    @TestFactory
    Stream<DynamicTest> helpNamesEveryOptionWithWhatItReallyDoes() {
        return Kloigos.commandLine().getSubcommands().values().stream()
                .map(command -> DynamicTest.dynamicTest(command.getCommandName(), () -> {
                    StringWriter help = new StringWriter();
                    assertThat(Kloigos.commandLine()
                                    .setOut(new PrintWriter(help, true))
                                    .execute(command.getCommandName(), "--help"))
                            .isEqualTo(ExitCode.OK);
                    for (OptionSpec option : command.getCommandSpec().options()) {
                        assertThat(help.toString()).contains(option.longestName());
                        assertIsTrue(option, String.join(" ", option.description()));
                    }
                }));
    }

    /** The environment variable and the default that the help names are those that are read. */
    private static void assertIsTrue(OptionSpec option, String description) {
        // as it is written: the option itself has the variable's value in its place
        String read = ((Field) option.userObject()).getAnnotation(Option.class).defaultValue();
        assertThat(description).as(option.longestName()).isNotBlank();
        Matcher environment = ENVIRONMENT.matcher(description);
        if (environment.find()) {
            assertThat(read).as(option.longestName()).contains("${env:" + environment.group(1));
        } else {
            assertThat(read).as(option.longestName()).doesNotContain("env:");
        }
        Matcher fallback = DEFAULT.matcher(description);
        if (fallback.find() && !fallback.group(1).startsWith("~")) {
            String value = fallback.group(1).strip();
            assertThat(List.of(read, read.replaceAll(".*:-(.*)}", "$1"))).contains(value);
        }
    }

    @Test
    void everyCommandIsListed() {
        assertThat(run("--help")).isEqualTo(ExitCode.OK);
        assertThat(Kloigos.commandLine().getSubcommands().keySet()).allMatch(out.toString()::contains);
    }

    @Test
    void theVersionIsTold() {
        assertThat(run("--version")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).startsWith("kloigos ");
    }

    @Test
    void whatItDoesNotUnderstandIsSaidWithTheUsage() {
        assertThat(run("serve", "--prot", "80")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--prot").contains("Usage: kloigos serve");
        assertThat(run("rebuild")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--hosts");
        assertThat(run("explode")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whatAnOperatorCanMendIsOneSentence(@TempDir Path data) {
        assertThat(run("serve", "--bind", "192.0.2.1", "--data", data.toString()))
                .isEqualTo(ExitCode.SOFTWARE);
        assertThat(err.toString()).startsWith("kloigos: ").contains("--bind").doesNotContain("\tat ");
        assertThat(run("serve", "--trash-hours", "-1", "--port", "0", "--data", data.toString()))
                .isEqualTo(ExitCode.SOFTWARE);
        assertThat(err.toString()).contains("--trash-hours must be between 0 and");
    }
}
