package org.higher.examples.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.Memory;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.examples.benchmarks.GpuCheck.Outcome;
import org.higher.tensor.Tensor;

/** The time of a meta-step, and of the same in PyTorch where it is there, in turn. */
final class Times implements AutoCloseable {
    static final List<String> WORKLOADS = List.of("W1", "W2", "W3");

    private static final int ROUNDS = 3;
    private static final int REPETITIONS = 5;

    private final Device device;
    private final Map<String, String> words =
            Map.of(
                    "W1", "a meta-step of sinusoid MAML",
                    "W2", "a meta-step of Omniglot MAML",
                    "W3", "100 steps of Adam and back");
    private boolean asked;
    private Optional<PyTorch> torch = Optional.empty();

    Times(Device device) {
        this.device = device;
    }

    private static Workload open(String workload) {
        return switch (workload) {
            case "W1" -> new SinusoidMetaStep(DType.FLOAT32, 1, 1);
            case "W2" -> new OmniglotMetaStep(DType.FLOAT32, 1, 5, Memory.full());
            default -> new LongUnroll(DType.FLOAT32, 100, Memory.full());
        };
    }

    Outcome of(String workload, long end) {
        if (!asked) {
            asked = true;
            torch = PyTorch.start(device.name().startsWith("cuda") ? "cuda" : "cpu");
        }
        Tensor marker = Tensor.zeros(1).to(device);
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        try (Workload work = open(workload)) {
            for (int i = 0; i < REPETITIONS && (i == 0 || System.nanoTime() < end); i++) {
                run(work, marker);
            }
            for (int round = 0;
                    round < ROUNDS && (round == 0 || System.nanoTime() < end);
                    round++) {
                for (int i = 0; i < REPETITIONS && (i == 0 || System.nanoTime() < end); i++) {
                    long begin = System.nanoTime();
                    run(work, marker);
                    ours.add((System.nanoTime() - begin) / 1e9);
                }
                torch.ifPresent(python -> theirs.add(python.seconds(workload, REPETITIONS)));
            }
        }
        double own = median(ours);
        return torch.map(
                        python ->
                                Outcome.time(
                                        "%s: %.2f ms; %s: %.2f ms, %.2f of that",
                                        words.get(workload),
                                        own * 1e3,
                                        python.description(),
                                        median(theirs) * 1e3,
                                        own / median(theirs)))
                .orElseGet(
                        () ->
                                Outcome.time(
                                        "%s: %.2f ms; python3 with PyTorch for it is not here",
                                        words.get(workload), own * 1e3));
    }

    /** Until the device has done all: it works in order, and what is read waits for its turn. */
    private static void run(Workload work, Tensor marker) {
        work.run();
        marker.toFloats();
    }

    private static double median(List<Double> times) {
        List<Double> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    @Override
    public void close() {
        torch.ifPresent(PyTorch::close);
    }
}
