package org.higher.examples.benchmarks;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Leaves out the tests of a suite that are left when the time is up, and those that go over no
 * backends, since they are about the sources.
 *
 * <p>It is registered for {@link GpuCheck} alone, which asks for extensions that register
 * themselves.
 */
public final class CheckDeadline implements ExecutionCondition {
    private static volatile long end;
    private static volatile boolean passed;

    /** Sets when time is up, by {@link System#nanoTime}. */
    static void set(long until) {
        end = until;
        passed = false;
    }

    /** Whether tests were left out since. */
    static boolean hasPassed() {
        return passed;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (System.nanoTime() > end) {
            passed = true;
            return ConditionEvaluationResult.disabled("time is up");
        }
        boolean single =
                context.getTestMethod()
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .isPresent();
        return single
                ? ConditionEvaluationResult.disabled("about no backend")
                : ConditionEvaluationResult.enabled("there is time");
    }
}
