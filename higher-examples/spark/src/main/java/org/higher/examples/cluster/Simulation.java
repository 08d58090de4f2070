package org.higher.examples.cluster;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * The time of one meta-step on a cluster that is not there, from figures that were measured.
 *
 * <p>The weights are broadcast, each round of which doubles the number of machines that have them.
 * The driver sends slices one after the other, to whichever core is free. Results come in over its
 * one network link, and are read and added up when all are there, which is what Spark's {@code
 * collect} and the fixed order of the sum ask for.
 */
final class Simulation {
    private final Figures figures;
    private final double bytesPerSecond;

    /**
     * A cluster.
     *
     * @param figures what one job and one task cost
     * @param bytesPerSecond of the network
     */
    Simulation(Figures figures, double bytesPerSecond) {
        this.figures = figures;
        this.bytesPerSecond = bytesPerSecond;
    }

    /**
     * What was measured.
     *
     * @param job seconds that a job takes that has nothing to do
     * @param slice seconds that each further slice adds to it
     * @param tasks seconds of some tasks
     * @param bytes of the weights, and so of the gradient of a task
     * @param addingPerByte seconds for reading a gradient and adding it to the sum
     */
    record Figures(double job, double slice, double[] tasks, long bytes, double addingPerByte) {
        /** Seconds of a task on average. */
        double meanTask() {
            return Arrays.stream(tasks).average().orElseThrow();
        }
    }

    /**
     * Seconds of a meta-step.
     *
     * @param cores one for each executor
     * @param tasks of the meta-batch
     * @param perSlice tasks in a slice
     * @param summed whether a slice sends the sum of its gradients
     */
    double seconds(int cores, int tasks, int perSlice, boolean summed) {
        SplittableRandom random = new SplittableRandom(1);
        double transfer = figures.bytes() / bytesPerSecond;
        double rounds = Math.ceil(Math.log(cores + 1) / Math.log(2));
        double begin = figures.job() + transfer * rounds;
        PriorityQueue<Double> free = new PriorityQueue<>();
        for (int i = 0; i < cores; i++) {
            free.add(begin);
        }
        PriorityQueue<Result> results = new PriorityQueue<>();
        double sent = begin;
        for (int first = 0; first < tasks; first += perSlice) {
            int count = Math.min(perSlice, tasks - first);
            sent = Math.max(sent + figures.slice(), free.poll());
            double done = sent;
            for (int i = 0; i < count; i++) {
                done += figures.tasks()[random.nextInt(figures.tasks().length)];
            }
            free.add(done);
            results.add(new Result(done, summed ? 1 : count));
        }
        double link = 0;
        int gradients = 0;
        while (!results.isEmpty()) {
            Result next = results.poll();
            link = Math.max(link, next.done()) + transfer * next.gradients();
            gradients += next.gradients();
        }
        return link + gradients * figures.bytes() * figures.addingPerByte();
    }

    /** What a slice sends back, and when. */
    private record Result(double done, int gradients) implements Comparable<Result> {
        @Override
        public int compareTo(Result other) {
            return Double.compare(done, other.done);
        }
    }
}
