package io.kloigos.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** On hosts in memory, a run for each moment. */
class TaskKillIT extends TaskKillContract {
    /** One reads only, one runs what somebody allowed on a host, and one makes other tasks and has tests of its own. */
    private static final Set<String> WITHOUT_A_ROW = Set.of("host.look", "host.run", "runbook.execute");

    private final FakeHosts hosts = new FakeHosts();

    @Override
    protected TwoHosts hosts() {
        return hosts;
    }

    @Test
    void eachKindHasARow() {
        Set<String> types = rows().stream().map(Row::type).collect(Collectors.toSet());
        types.addAll(WITHOUT_A_ROW);
        assertThat(types).isEqualTo(world().kloigos().planner().types());
    }

    /** Whether it was done cannot be seen: it is never done again unless somebody says so. */
    @Test
    void aCommandOfTheOperatorsIsNeverRunTwice() throws Exception {
        eachMoment(this::commanded);
    }

    private int commanded(int moment) throws Exception {
        int before = ran();
        reaper.count(moment);
        UUID id = world().kloigos().hostCommands().run(World.ANN, "h1", "trim").taskId();
        Task task = world().kloigos().tasks().completion(id).get(20, TimeUnit.SECONDS);
        int moments = reaper.rest();
        int once = ran() - before;
        if (task.status() == TaskStatus.SUCCEEDED) {
            assertThat(once).as("killed at moment %d", moment).isEqualTo(1);
        } else {
            assertThat(task.error())
                    .isEqualTo(
                            "It is not known whether this was done: Kloigos ended while step run ran. Look at the host,"
                                    + " and have the task done again if need be.");
            assertThat(once).isBetween(0, 1);
            world().kloigos().taskControl().retry(World.ANN, id, "it was not");
            assertThat(world().kloigos()
                            .tasks()
                            .completion(id)
                            .get(20, TimeUnit.SECONDS)
                            .status())
                    .isEqualTo(TaskStatus.SUCCEEDED);
            assertThat(ran()).isEqualTo(before + once + 1);
        }
        return moments;
    }

    private int ran() {
        return hosts.at("h1").shellLines().size();
    }
}
