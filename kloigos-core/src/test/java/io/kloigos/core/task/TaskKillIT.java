package io.kloigos.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** On hosts in memory, a run for each moment. */
class TaskKillIT extends TaskKillContract {
    /** One reads only, one runs what somebody allowed on a host, and one makes other tasks and has tests of its own. */
    private static final Set<String> WITHOUT_A_ROW = Set.of("host.look", "host.run", "runbook.execute");

    @Override
    protected TwoHosts hosts() {
        return new FakeHosts();
    }

    @Override
    protected boolean oneRunDiesAtEachMoment() {
        return false;
    }

    @Test
    void eachKindHasARow() {
        Set<String> types = rows().stream().map(Row::type).collect(Collectors.toSet());
        types.addAll(WITHOUT_A_ROW);
        assertThat(types).isEqualTo(world().kloigos().planner().types());
    }
}
