package io.kloigos.http.browser;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What pages offer the holder of a token, tried out: every form and button on every page that links lead to. */
final class Offers {
    private static final Pattern LINK = Pattern.compile(" href=\"([^\"#]+)");
    private static final Pattern CALL = Pattern.compile("data-(?:call|each)=\"([A-Z]+) ([^\"]+)\"");
    private static final Pattern OPENER = Pattern.compile("data-open=\"([^\"]+)\"");
    /** A sheet is offered by what opens it. */
    private static final Pattern DIALOG = Pattern.compile("(?s)<dialog id=\"([^\"]+)\".*?</dialog>");

    private static final Pattern BLANK = Pattern.compile("\\{[^}]*}");
    /** One's own account is everybody's. */
    private static final List<String> APART = List.of("/login", "/login/password", "/account");

    private final HttpClient client = HttpClient.newHttpClient();
    private final PageRoutes routes;
    private final URI home;
    private final String token;
    private final Set<String> visited = new LinkedHashSet<>();
    private final Set<String> tried = new LinkedHashSet<>();
    private final List<String> refused = new ArrayList<>();

    Offers(PageRoutes routes, URI home, String token) throws Exception {
        this.routes = routes;
        this.home = home;
        this.token = token;
        Deque<String> ahead = new ArrayDeque<>(List.of(""));
        while (!ahead.isEmpty()) {
            String address = ahead.poll();
            String page = routes.of("/" + address.replaceFirst("\\?.*", "")).orElse("");
            if (!page.isEmpty() && !APART.contains(page) && visited.add(page)) {
                ahead.addAll(look(address));
            }
        }
    }

    /** The routes of the pages that were seen. */
    Set<String> pages() {
        return visited;
    }

    /** What was offered and is refused all the same. */
    List<String> refused() {
        return refused;
    }

    private List<String> look(String address) throws IOException, InterruptedException {
        HttpResponse<String> answer = send("GET", address, "text/html");
        if (answer.statusCode() != 200) {
            refused.add("the page " + address + " answered " + answer.statusCode());
        }
        String html = answer.body();
        Set<String> opened =
                OPENER.matcher(html).results().map(opener -> opener.group(1)).collect(Collectors.toSet());
        opened.stream()
                .filter(sheet -> !html.contains("<dialog id=\"" + sheet + "\""))
                .forEach(sheet -> refused.add(address + " has nothing to open as " + sheet));
        String shown = DIALOG.matcher(html)
                .replaceAll(dialog -> opened.contains(dialog.group(1)) ? Matcher.quoteReplacement(dialog.group()) : "");
        CALL.matcher(shown).results().forEach(call -> attempt(address, call.group(1), call.group(2)));
        return LINK.matcher(html)
                .results()
                .map(link -> link.group(1).replace("&amp;", "&"))
                .filter(link -> link.startsWith(home.getPath()))
                .map(link -> link.substring(home.getPath().length()))
                .toList();
    }

    /** An empty request: whether one may do it at all is asked before what is in it. */
    private void attempt(String address, String verb, String path) {
        String asked = BLANK.matcher(path.substring(1))
                .replaceAll("x")
                .replace("&amp;", "&")
                .replace(" ", "%20");
        if (!tried.add(verb + " " + asked)) {
            return;
        }
        try {
            if (send(verb, asked, "application/json").statusCode() == 403) {
                refused.add(address + " offers " + verb + " " + path);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(verb + " " + asked, e);
        }
    }

    private HttpResponse<String> send(String verb, String path, String accept)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(home.resolve(path))
                .method(verb, verb.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", accept)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
