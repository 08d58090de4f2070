package org.higher.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.higher.MetaBatch;
import org.higher.MetaBatch.TaskException;
import org.higher.TaskFunction;
import org.higher.internal.MetaGradient;
import org.higher.internal.spark.serialization.ArithmeticFingerprint;
import org.higher.internal.spark.serialization.Serialization;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Runs a slice, on an executor.
 *
 * <p>A slot of one core runs the slice's tasks one after the other; one of several cores runs as
 * many tasks at once. Native libraries and the library's own helpers compute in the thread that
 * calls them, so no slot takes more cores than Spark has given it, and results do not depend on how
 * many they are.
 *
 * @param call stands for the call of the driver's
 * @param broadcast a serialized {@link BroadcastPayload}
 */
record SliceWorker(UUID call, Broadcast<byte[]> broadcast) implements Serializable {
    private static final long serialVersionUID = 1;

    /** Whether this thread runs a task, or was started by one that does; holds false after it. */
    private static final InheritableThreadLocal<@Nullable AtomicBoolean> RUNNING =
            new InheritableThreadLocal<>();

    /** Whether the caller is part of a task that runs. */
    static boolean isRunningHere() {
        AtomicBoolean running = RUNNING.get();
        return running != null && running.get();
    }

    /** Runs a slice of tasks that the driver has sent. */
    byte[] runSent(byte[] slice) {
        return reply(
                () -> {
                    try {
                        return (SentSlice) Serialization.deserialize(slice);
                    } catch (IOException
                            | ClassNotFoundException
                            | RuntimeException
                            | LinkageError e) {
                        throw Replicas.unreadable("a task", e);
                    }
                });
    }

    /** Runs a slice of tasks that are here. */
    byte[] run(Slice<?> slice) {
        return reply(() -> slice);
    }

    /** Where a slice comes from. */
    @FunctionalInterface
    private interface Source {
        Slice<?> get() throws Refusal;
    }

    private byte[] reply(Source source) {
        return Serialization.bytes(
                new SliceResult.Reply(here(), ArithmeticFingerprint.here(), result(source)));
    }

    private SliceResult result(Source source) {
        try (Replicas.Replica replica = Replicas.acquire(call, broadcast);
                MetaBatch threads = new MetaBatch(TaskContext.get().cpus())) {
            SliceResult result = computed(source.get(), replica, threads);
            replica.checkUnchanged();
            return result;
        } catch (Refusal refusal) {
            return new SliceResult.Refused(
                    here() + ": " + refusal.getMessage(), RemoteException.of(refusal));
        }
    }

    private static String here() {
        SparkEnv executor = SparkEnv.get();
        return "executor "
                + executor.executorId()
                + " on "
                + executor.blockManager().blockManagerId().host();
    }

    private static SliceResult computed(
            Slice<?> slice, Replicas.Replica replica, MetaBatch threads) {
        int[] positions = slice.positions();
        try {
            return replica.call().output() instanceof BroadcastPayload.Gradients wanted
                    ? gradients(slice, wanted, replica, threads)
                    : new SliceResult.Results(
                            positions,
                            threads.map(tasks(slice), results(replica)).toArray(byte[][]::new));
        } catch (TaskException failure) {
            return SliceResult.TaskFailed.of(
                    positions[failure.index()],
                    failure.task(),
                    Objects.requireNonNullElse(failure.getCause(), failure));
        }
    }

    private static SliceResult gradients(
            Slice<?> slice,
            BroadcastPayload.Gradients wanted,
            Replicas.Replica replica,
            MetaBatch threads) {
        List<Tensor> parameters = replica.learner().parameters();
        Function<Object, Object> loss = overModel(replica);
        List<MetaGradient.Part> parts =
                threads.map(
                        tasks(slice),
                        MetaGradient.part(
                                wanted.divisor(), parameters, task -> (Tensor) loss.apply(task)));
        if (!wanted.summed()) {
            return SliceResult.Gradients.of(slice.positions(), parts);
        }
        MetaGradient sum = new MetaGradient(parameters);
        parts.forEach(sum::add);
        return SliceResult.Gradients.of(slice.positions(), List.of(sum.sum()));
    }

    private static Function<Object, byte[]> results(Replicas.Replica replica) {
        Function<Object, Object> work = overModel(replica);
        return task ->
                Serialization.serialize(
                                "SparkMetaBatch.map", "the result of a task", work.apply(task))
                        .bytes();
    }

    private static Function<Object, Object> overModel(Replicas.Replica replica) {
        TaskFunction<Object, Object, Object> work = untyped(replica.call().work());
        Object model = replica.learner().model();
        return task -> {
            AtomicBoolean running = new AtomicBoolean(true);
            RUNNING.set(running);
            try {
                return work.apply(model, task);
            } finally {
                running.set(false);
                RUNNING.remove();
            }
        };
    }

    @SuppressWarnings("unchecked") // the compiler has checked them at the driver
    private static TaskFunction<Object, Object, Object> untyped(TaskFunction<?, ?, ?> work) {
        return (TaskFunction<Object, Object, Object>) work;
    }

    private static List<Object> tasks(Slice<?> slice) {
        return Collections.unmodifiableList(slice.tasks());
    }
}
