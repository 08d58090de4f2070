package org.higher.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.higher.internal.spark.serialization.Serialization;

/**
 * Tasks that the driver sends.
 *
 * @param size how many
 * @param slices each a serialized {@link SentSlice}
 * @param classes the names of the classes of the tasks
 */
record SentBatch(int size, List<byte[]> slices, Set<String> classes) implements ClusterJob.Batch {
    /**
     * Cuts a batch into slices.
     *
     * @throws IllegalArgumentException if a task can't be serialized
     */
    static SentBatch of(String caller, List<? extends Serializable> given, int tasksPerSlice) {
        List<Serializable> tasks = new ArrayList<>(given); // whatever becomes of the list
        List<byte[]> slices = new ArrayList<>();
        Set<String> classes = new TreeSet<>();
        for (int from = 0; from < tasks.size(); from += tasksPerSlice) {
            int to = Math.min(tasks.size(), from + tasksPerSlice);
            Serialization.Serialized slice =
                    slice(caller, from, new ArrayList<>(tasks.subList(from, to)));
            slices.add(slice.bytes());
            classes.addAll(slice.classes());
        }
        return new SentBatch(tasks.size(), slices, classes);
    }

    private static Serialization.Serialized slice(String caller, int from, ArrayList<?> tasks) {
        int[] positions = IntStream.range(from, from + tasks.size()).toArray();
        try {
            return Serialization.serialize(caller, "a slice", new SentSlice(positions, tasks));
        } catch (IllegalArgumentException e) {
            for (int position : positions) { // which of them it is
                Serialization.serialize(caller, "task " + position, tasks.get(position - from));
            }
            throw e;
        }
    }

    @Override
    public JavaRDD<byte[]> run(JavaSparkContext spark, SliceWorker worker) {
        return spark.parallelize(slices, slices.size()).map(worker::runSent);
    }
}
