package org.higher.examples.benchmarks;

import java.util.Collection;
import java.util.List;
import org.higher.internal.backend.BackendRegistry;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Leaves out tests of other backends than that which is checked, and all once the time is up.
 *
 * <p>The suites go over all backends of the machine, and name that of a test in its display name. It
 * is registered for {@link GpuCheck} alone, which asks for extensions that register themselves.
 */
public final class CheckedBackend implements ExecutionCondition {
    private static volatile String checked = "";
    private static volatile long end;
    private static volatile boolean late;

    /** Sets the backend, and when time is up by {@link System#nanoTime}. */
    static void set(String backend, long until) {
        checked = backend;
        end = until;
        late = false;
    }

    /** Whether tests were left out since time was up. */
    static boolean wasLate() {
        return late;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (checked.isEmpty()) {
            return ConditionEvaluationResult.enabled("not in a check");
        }
        if (System.nanoTime() > end) {
            late = true;
            return ConditionEvaluationResult.disabled("time is up");
        }
        List<String> words = List.of(context.getDisplayName().split("[^a-z0-9]+"));
        Collection<String> others = BackendRegistry.instance().names();
        return others.stream().anyMatch(name -> !name.equals(checked) && words.contains(name))
                ? ConditionEvaluationResult.disabled("of another backend")
                : ConditionEvaluationResult.enabled("of the backend that is checked, or of none");
    }
}
