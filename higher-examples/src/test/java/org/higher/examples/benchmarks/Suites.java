package org.higher.examples.benchmarks;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.higher.examples.benchmarks.GpuCheck.Outcome;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Test classes of the library that go over all backends, run on one. */
final class Suites {
    static final List<String> KERNELS =
            List.of(
                    "org.higher.internal.backend.KernelsTest",
                    "org.higher.internal.backend.KernelEdgesTest",
                    "org.higher.internal.backend.ProgramTest");

    static final List<String> OPERATIONS =
            List.of(
                    "org.higher.tensor.OpTableTest",
                    "org.higher.tensor.SpecialValuesTest",
                    "org.higher.tensor.TaskTableTest");

    static final List<String> GOLDEN = List.of("org.higher.golden.GoldenTest");

    /** The system property by which the library's suites take one backend of several. */
    private static final String BACKENDS = "higher.test.backends";

    private Suites() {}

    /** Runs them on a backend until time is up. */
    static Outcome run(String backend, List<String> classes, long end) {
        System.setProperty(BACKENDS, backend);
        CheckDeadline.set(end);
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(classes.stream().map(name -> selectClass(name)).toList())
                        .configurationParameter(
                                "junit.jupiter.extensions.autodetection.enabled", "true")
                        .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create(
                        LauncherConfig.builder()
                                .enableTestExecutionListenerAutoRegistration(false)
                                .build())
                .execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        String late = CheckDeadline.hasPassed() ? ", then no time was left" : "";
        if (summary.getTotalFailureCount() > 0) {
            TestExecutionSummary.Failure first = summary.getFailures().get(0);
            return Outcome.fail(
                    "%d of %d failed%s; first %s: %.600s",
                    summary.getTotalFailureCount(),
                    summary.getTestsStartedCount(),
                    late,
                    first.getTestIdentifier().getDisplayName(),
                    first.getException());
        }
        return summary.getTestsSucceededCount() == 0
                ? Outcome.skip("none ran%s", late)
                : Outcome.pass("%d passed%s", summary.getTestsSucceededCount(), late);
    }
}
