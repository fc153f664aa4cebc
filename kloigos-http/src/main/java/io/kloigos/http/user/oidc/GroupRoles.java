package io.kloigos.http.user.oidc;

import io.kloigos.core.KloigosException;
import io.kloigos.core.user.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which roles the groups of a provider have here. One who is in several has the greatest. */
public record GroupRoles(List<Rule> rules) {
    /** The group that everybody is in. */
    public static final String EVERYBODY = "*";

    private static final Pattern RULE =
            Pattern.compile("(?<group>.+)=(?<role>viewer|operator|admin)(:(?<project>[^:=]+))?");

    /** @param project where the group has that role; null for everywhere */
    public record Rule(String group, Role role, @Nullable String project) {}

    public GroupRoles {
        rules = List.copyOf(rules);
    }

    /** {@code INVALID} for a rule that is not {@code GROUP=ROLE} or {@code GROUP=ROLE:PROJECT}. */
    public static GroupRoles parse(Collection<String> rules) {
        List<Rule> parsed = new ArrayList<>();
        for (String rule : rules) {
            Matcher matcher = RULE.matcher(rule.strip());
            if (!matcher.matches()) {
                throw KloigosException.invalid(
                        "--oidc-groups",
                        "'" + rule
                                + "' is not GROUP=ROLE or GROUP=ROLE:PROJECT with the role viewer, operator or admin");
            }
            parsed.add(new Rule(matcher.group("group"), role(matcher.group("role")), matcher.group("project")));
        }
        return new GroupRoles(parsed);
    }

    /** Null when none of the groups has one. */
    @Nullable
    Role everywhere(Collection<String> groups) {
        return rules.stream()
                .filter(rule -> rule.project() == null && isOf(rule, groups))
                .map(Rule::role)
                .max(Role::compareTo)
                .orElse(null);
    }

    /** By project. */
    Map<String, Role> inProjects(Collection<String> groups) {
        return rules.stream()
                .filter(rule -> rule.project() != null && isOf(rule, groups))
                .collect(Collectors.toMap(
                        rule -> String.valueOf(rule.project()),
                        Rule::role,
                        (one, other) -> one.compareTo(other) >= 0 ? one : other));
    }

    private static boolean isOf(Rule rule, Collection<String> groups) {
        return rule.group().equals(EVERYBODY) || groups.contains(rule.group());
    }

    private static Role role(String word) {
        return Arrays.stream(Role.values())
                .filter(role -> role.word().equals(word))
                .findFirst()
                .orElseThrow();
    }
}
