package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the pages to the API: each of its actions has a form or a button, and none calls what is not there. */
class FormsTest {
    private static final List<Path> FOLDERS =
            List.of(Path.of("../templates/web"), Path.of("src/main/resources/io/kloigos/http/asset/files"));
    /** What the calls of a template begin with, told once at its top. */
    private static final Pattern PREFIX = Pattern.compile("api = \"([^\"]*)\"");

    /** {@code data-call="POST /path"}, with values in braces; the address ends where its attribute or query does. */
    private static final Pattern CALL = Pattern.compile("\\b(POST|PUT|PATCH|DELETE) (/(?:\\$?\\{[^}]*}|[\\w./-])*)");

    private static final Pattern POSTED = Pattern.compile("method=\"post\" action=\"\\$\\{base}([^\"]*)\"");
    private static final Pattern FETCHED = Pattern.compile("\\$\\{base}(/[^`]*)`, \\{ method: 'POST'");
    private static final Pattern VALUE = Pattern.compile("\\$?\\{[^}]*}");

    /** A call that a page makes. */
    private record Call(String where, String verb, String address) {
        /** Whether it does that; a value of either stands for any part of the other. */
        boolean reaches(LiveRoutes.Route route) {
            List<String> mine = List.of(address.split("/"));
            List<String> parts = List.of(route.path().split("/"));
            return verb.equals(route.verb())
                    && mine.size() == parts.size()
                    && IntStream.range(0, mine.size()).allMatch(i -> isSame(mine.get(i), parts.get(i)));
        }

        private static boolean isSame(String mine, String part) {
            return part.startsWith("{") || part.matches(VALUE.matcher(mine).replaceAll("[^/]+"));
        }
    }

    @Test
    void everyActionHasAFormAndEveryFormAnAction() throws Exception {
        LiveRoutes live = new LiveRoutes();
        live.start().close();
        List<LiveRoutes.Route> actions =
                live.all().stream().filter(route -> !route.verb().equals("GET")).toList();
        List<Call> calls = calls();
        assertThat(actions.stream()
                        .filter(action -> calls.stream().noneMatch(call -> call.reaches(action)))
                        .map(action -> action.verb() + " " + action.path()))
                .as("actions without a form or button; give them one, or tell why not in ActionsWithoutForm")
                .containsExactlyInAnyOrderElementsOf(
                        ActionsWithoutForm.reasons().keySet());
        assertThat(calls.stream()
                        .filter(call -> actions.stream().noneMatch(call::reaches))
                        .map(Call::toString))
                .as("forms that call what is not there")
                .isEmpty();
    }

    private static List<Call> calls() throws IOException {
        List<Call> calls = new ArrayList<>();
        for (Path folder : FOLDERS) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    addCalls(file.getFileName().toString(), Files.readString(file), calls);
                }
            }
        }
        return calls;
    }

    private static void addCalls(String where, String file, List<Call> calls) {
        Matcher prefix = PREFIX.matcher(file);
        String text = prefix.find() ? file.replace("${api}", prefix.group(1)) : file;
        CALL.matcher(text.replaceAll("(?m)^\\s*(?://|\\*).*", ""))
                .results()
                .forEach(found -> calls.add(new Call(where, found.group(1), found.group(2))));
        POSTED.matcher(text).results().forEach(found -> calls.add(new Call(where, "POST", found.group(1))));
        FETCHED.matcher(text).results().forEach(found -> calls.add(new Call(where, "POST", found.group(1))));
    }
}
