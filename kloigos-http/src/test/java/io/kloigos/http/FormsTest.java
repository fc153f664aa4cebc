package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern POSTED = Pattern.compile("method=\"(post)\" action=\"\\$\\{base}([^\"]*)\"");
    private static final Pattern FETCHED = Pattern.compile("\\$\\{base}(/[^`]*)`, \\{ method: '(POST)'");
    private static final Pattern VALUE = Pattern.compile("\\$?\\{[^}]*}");

    /** A call that a page makes; its address matches the paths that it may have. */
    private record Call(String where, String verb, Pattern address) {
        boolean reaches(LiveRoutes.Route route) {
            return verb.equals(route.verb())
                    && address.matcher(VALUE.matcher(route.path()).replaceAll("value"))
                            .matches();
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
        CALL.matcher(text.replaceAll("(?m)^\\s*//.*|<#--.*?-->", ""))
                .results()
                .forEach(found -> calls.add(call(where, found.group(1), found.group(2))));
        POSTED.matcher(text).results().forEach(found -> calls.add(call(where, "POST", found.group(2))));
        FETCHED.matcher(text).results().forEach(found -> calls.add(call(where, found.group(2), found.group(1))));
    }

    private static Call call(String where, String verb, String address) {
        String regex = Stream.of(VALUE.split(address, -1))
                .map(Pattern::quote)
                .reduce((a, b) -> a + "[^/]+" + b)
                .orElseThrow();
        return new Call(where, verb, Pattern.compile(regex));
    }
}
