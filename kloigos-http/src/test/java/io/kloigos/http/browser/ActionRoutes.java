package io.kloigos.http.browser;

import com.fasterxml.jackson.databind.JsonNode;
import io.kloigos.core.host.HostAction;
import io.kloigos.core.storage.PoolAction;
import io.kloigos.core.vm.VmAction;
import io.kloigos.http.ActionsWithoutForm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the API can do, by the routes of the server's live resource model; of those that take a word, each word. */
final class ActionRoutes {
    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]*}");
    private static final Map<String, Enum<?>[]> WORDS = Map.of(
            "POST /api/v1/vms/{vm_id}/action", VmAction.values(),
            "POST /api/v1/hosts/{host_id}/action", HostAction.values(),
            "POST /api/v1/hosts/{host_id}/storage-pools/{pool}/action", PoolAction.values());

    private final List<Action> actions = new ArrayList<>();

    private record Action(String verb, String path, String word) {
        boolean isDoneBy(Operator.Deed deed) {
            return verb.equals(deed.verb())
                    && deed.path().matches(PARAMETER.matcher(path).replaceAll("[^/]+"))
                    && (word.isEmpty() || String.valueOf(deed.body()).contains("\"" + word + "\""));
        }

        @Override
        public String toString() {
            return (verb + " " + path + " " + word).strip();
        }
    }

    /** @param answer of {@code /api/v1/routes} */
    ActionRoutes(JsonNode answer) {
        for (JsonNode route : answer.path("routes")) {
            for (JsonNode method : route.path("methods")) {
                add(method.asText(), route.path("path").asText());
            }
        }
    }

    private void add(String verb, String path) {
        String name = verb + " " + path;
        if (verb.equals("GET") || ActionsWithoutForm.reasons().containsKey(name)) {
            return;
        }
        Stream.of(WORDS.getOrDefault(name, new Enum<?>[0]))
                .map(word -> word.name().toLowerCase(Locale.ROOT))
                .forEach(word -> actions.add(new Action(verb, path, word)));
        if (!WORDS.containsKey(name)) {
            actions.add(new Action(verb, path, ""));
        }
    }

    /** Those that nobody has done. */
    List<String> without(Collection<Operator.Deed> deeds) {
        return actions.stream()
                .filter(action -> deeds.stream().noneMatch(action::isDoneBy))
                .map(Action::toString)
                .toList();
    }
}
