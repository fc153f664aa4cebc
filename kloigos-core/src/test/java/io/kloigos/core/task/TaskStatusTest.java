package io.kloigos.core.task;

import static io.kloigos.core.task.TaskStatus.AWAITING_APPROVAL;
import static io.kloigos.core.task.TaskStatus.CANCELLED;
import static io.kloigos.core.task.TaskStatus.FAILED;
import static io.kloigos.core.task.TaskStatus.QUEUED;
import static io.kloigos.core.task.TaskStatus.REJECTED;
import static io.kloigos.core.task.TaskStatus.RUNNING;
import static io.kloigos.core.task.TaskStatus.SUCCEEDED;
import static io.kloigos.core.task.TaskStatus.UNDOING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TaskStatusTest {
    @Test
    void everyPairIsAllowedOrNot() {
        Map<TaskStatus, Set<TaskStatus>> allowed = new EnumMap<>(TaskStatus.class);
        for (TaskStatus from : TaskStatus.values()) {
            allowed.put(
                    from,
                    Arrays.stream(TaskStatus.values())
                            .filter(from::canTransitionTo)
                            .collect(Collectors.toCollection(() -> EnumSet.noneOf(TaskStatus.class))));
        }
        assertThat(allowed)
                .isEqualTo(Map.of(
                        AWAITING_APPROVAL, Set.of(QUEUED, REJECTED, CANCELLED),
                        QUEUED, Set.of(RUNNING, CANCELLED),
                        RUNNING, Set.of(SUCCEEDED, UNDOING),
                        UNDOING, Set.of(FAILED, CANCELLED),
                        SUCCEEDED, Set.of(),
                        FAILED, Set.of(QUEUED),
                        REJECTED, Set.of(),
                        CANCELLED, Set.of(QUEUED)));
    }

    @Test
    void whatIsFinalGoesOnOnlyWhenItIsDoneAgain() {
        assertThat(Arrays.stream(TaskStatus.values()).filter(TaskStatus::isFinal))
                .containsExactly(SUCCEEDED, FAILED, REJECTED, CANCELLED);
    }
}
