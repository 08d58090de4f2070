package org.higher.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.higher.Learner;
import org.higher.MetaBatch.Result;
import org.higher.MetaBatch.TaskException;
import org.higher.TaskFunction;
import org.higher.internal.MetaGradient;
import org.higher.internal.spark.serialization.ArithmeticFingerprint;
import org.higher.internal.spark.serialization.PlainTensor;
import org.higher.internal.spark.serialization.Serialization;
import org.jspecify.annotations.Nullable;

/**
 * One call of a {@link SparkMetaBatch}, at the driver: a Spark job.
 *
 * @param caller for messages
 * @param work what to compute of the learner's model and a task
 */
record ClusterJob(
        JavaSparkContext spark,
        String caller,
        Learner<?> learner,
        Batch batch,
        TaskFunction<?, ?, ?> work) {
    private static final String INTERRUPT_ON_CANCEL = "spark.job.interruptOnCancel";

    /** A missing class; Java says it of a lambda's by its serialized form. */
    private static final Pattern OURS_MISSING =
            Pattern.compile(
                    "(ClassNotFoundException|NoClassDefFoundError): org[./]higher[./]"
                            + "|instance of java\\.lang\\.invoke\\.SerializedLambda to field");

    /** What stands for each learner on the executors. */
    private static final Map<Learner<?>, UUID> IDS =
            Collections.synchronizedMap(new WeakHashMap<>());

    /** The tasks. */
    interface Batch {
        /** How many. */
        int size();

        /** The names of the classes of the tasks. */
        Set<String> classes();

        /** A serialized {@link SliceResult} for each slice, not yet computed. */
        JavaRDD<byte[]> run(JavaSparkContext spark, SliceWorker worker);
    }

    /** Losses by the position of the task, and the gradient, not yet checked. */
    record Gradient(String caller, List<Double> losses, MetaGradient total) {
        Result checked() {
            return new Result(losses, total.checked(caller));
        }

        Result orZeros() {
            return new Result(losses, total.orZeros());
        }
    }

    /**
     * Losses and gradients, added up in the order of the tasks, or else of the slices.
     *
     * @param divisor of each loss
     * @param summed whether executors add up what a slice contributes
     */
    Gradient gradient(int divisor, boolean summed) {
        Double[] losses = new Double[batch.size()];
        PlainTensor[][] contributions = new PlainTensor[batch.size()][];
        for (SliceResult result : run(new BroadcastPayload.Gradients(divisor, summed))) {
            SliceResult.Gradients slice = (SliceResult.Gradients) result;
            int[] positions = slice.positions();
            for (int i = 0; i < positions.length; i++) {
                losses[positions[i]] = slice.losses()[i];
            }
            // the sum of a slice stands where its first task does
            for (int i = 0; i < slice.gradients().length; i++) {
                contributions[positions[i]] = slice.gradients()[i];
            }
        }
        MetaGradient total = new MetaGradient(learner.parameters());
        for (PlainTensor[] gradients : contributions) {
            if (gradients != null) {
                total.add(
                        new MetaGradient.Part(List.of(), SliceResult.Gradients.tensors(gradients)));
            }
        }
        return new Gradient(caller, List.of(losses), total);
    }

    /** What the function made of each task, in their order. */
    @SuppressWarnings("unchecked") // the compiler has checked what the function returns
    <R> List<R> results() {
        if (batch.size() == 0) {
            return List.of();
        }
        Object[] results = new Object[batch.size()];
        for (SliceResult result : run(new BroadcastPayload.Results())) {
            SliceResult.Results slice = (SliceResult.Results) result;
            for (int i = 0; i < slice.serialized().length; i++) {
                results[slice.positions()[i]] = read(slice.serialized()[i]);
            }
        }
        return (List<R>) Arrays.asList(results);
    }

    private List<SliceResult> run(BroadcastPayload.Output output) {
        checkRunning(null);
        if (SliceWorker.isRunningHere()) {
            throw new IllegalStateException(
                    caller
                            + ": called from a task of a SparkMetaBatch, which could wait for its"
                            + " own slot; use a MetaBatch there");
        }
        UUID learnerId = IDS.computeIfAbsent(learner, l -> UUID.randomUUID());
        BroadcastPayload payload =
                BroadcastPayload.of(caller, learnerId, learner, work, batch.classes(), output);
        List<SliceResult> results;
        try {
            results = run(Serialization.bytes(payload));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // not before: Spark heeds it as it cleans up
            throw new IllegalStateException(caller + ": interrupted while waiting for the job", e);
        }
        checkDone(results);
        return results;
    }

    private List<SliceResult> run(byte[] payload) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Broadcast<byte[]> broadcast = spark.broadcast(payload);
        try {
            JavaRDD<byte[]> slices =
                    batch.run(spark, new SliceWorker(UUID.randomUUID(), broadcast));
            List<SliceResult> results = new ArrayList<>();
            for (byte[] result : collect(slices)) {
                SliceResult.Reply reply = (SliceResult.Reply) read(result);
                ArithmeticFingerprint.compare(reply.executor(), reply.arithmetic());
                results.add(reply.result());
            }
            return results;
        } finally {
            destroy(broadcast);
        }
    }

    private List<byte[]> collect(JavaRDD<byte[]> slices) throws InterruptedException {
        JavaFutureAction<List<byte[]>> job = begin(slices);
        try {
            return job.get();
        } catch (InterruptedException e) {
            job.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw failed(Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    /** A job whose tasks are interrupted if it is cancelled, as those of a MetaBatch are. */
    private JavaFutureAction<List<byte[]>> begin(JavaRDD<byte[]> slices) {
        String usual = spark.getLocalProperty(INTERRUPT_ON_CANCEL);
        spark.setLocalProperty(INTERRUPT_ON_CANCEL, "true");
        try {
            return slices.collectAsync();
        } finally {
            spark.setLocalProperty(INTERRUPT_ON_CANCEL, usual);
        }
    }

    private void destroy(Broadcast<byte[]> broadcast) {
        try {
            broadcast.destroy();
        } catch (RuntimeException e) {
            if (!spark.sc().isStopped()) { // or else it has gone with the context
                throw e;
            }
        }
    }

    private RuntimeException failed(Throwable cause) {
        checkRunning(cause);
        String text = String.valueOf(cause.getMessage()); // with the executor's stack trace
        String remedy = "the logs of the executors say more";
        if (text.contains("maxResultSize")) {
            remedy =
                    "add gradients up on the executors, by sumPerSlice(), or raise"
                            + " spark.driver.maxResultSize";
        } else if (text.contains("spark.rpc.message.maxSize")) {
            remedy =
                    "let a task hold a seed, or the name of a file, or raise"
                            + " spark.rpc.message.maxSize, of megabytes";
        } else if (text.contains("JOB_CANCELLED")) {
            remedy = "the program, or somebody in Spark's web interface, has cancelled it";
        } else if (OURS_MISSING.matcher(text).find()) {
            remedy =
                    "give the executors the JAR files of higher-spark and higher-runtime, by --jars"
                            + " or in the application's JAR";
        }
        return new IllegalStateException(
                caller
                        + ": the job failed, in Spark and not in a task: "
                        + text.lines().findFirst().orElse("")
                        + "; "
                        + remedy,
                cause);
    }

    private void checkRunning(@Nullable Throwable cause) {
        if (spark.sc().isStopped()) {
            throw new IllegalStateException(
                    caller + ": the Spark context is stopped; use it before that, or make another",
                    cause);
        }
    }

    /** Throws what the first task to fail has thrown, or says why a slice was refused. */
    private void checkDone(List<SliceResult> results) {
        for (SliceResult result : results) {
            if (result instanceof SliceResult.Refused refused) {
                throw new IllegalStateException(caller + ": " + refused.reason(), refused.cause());
            }
        }
        Optional<SliceResult.TaskFailed> first =
                results.stream()
                        .filter(SliceResult.TaskFailed.class::isInstance)
                        .map(SliceResult.TaskFailed.class::cast)
                        .min(Comparator.comparingInt(SliceResult.TaskFailed::position));
        if (first.isPresent()) {
            SliceResult.TaskFailed failed = first.get();
            throw new TaskException(
                    failed.position(), batch.size(), failed.task(), failed.thrown());
        }
    }

    private Object read(byte[] serialized) {
        try {
            return Serialization.deserialize(serialized);
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
            throw new IllegalStateException(
                    caller
                            + ": a result can't be read at the driver: "
                            + e
                            + "; give the driver its class, and let it be made again from what it"
                            + " writes",
                    e);
        }
    }
}
