package org.higher.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.spark.broadcast.Broadcast;
import org.higher.Learner;
import org.higher.TaskFunction;
import org.higher.internal.spark.serialization.CodeFingerprint;
import org.higher.internal.spark.serialization.PlainTensor;
import org.higher.internal.spark.serialization.Serialization;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The learners of this JVM, an executor's: each is made once, and assigned the weights of each
 * call.
 *
 * <p>A slice of an earlier call may still run when one of the next begins, if nobody waits for it
 * any more and it has not noticed. It keeps its weights: the next call gets another learner then.
 */
final class Replicas {
    /** How many learners are kept that no slice uses. */
    private static final int KEPT = 4;

    /** The one that was used last stands at the end. */
    private static final List<Replica> ALL = new ArrayList<>();

    private Replicas() {}

    /** A learner with the weights of one call. */
    static final class Replica implements AutoCloseable {
        private final UUID id;
        private final Learner<?> learner;
        private Call call;
        private int users;

        private Replica(UUID id, Learner<?> learner, Call call) {
            this.id = id;
            this.learner = learner;
            this.call = call;
        }

        Learner<?> learner() {
            return learner;
        }

        /** What is to be computed. */
        Call call() {
            return call;
        }

        /**
         * Checks that the tasks so far have left the model alone, which they share.
         *
         * @throws Refusal if a tensor has other values than were sent or a gradient, or anything
         *     else about it is not as the factory has made it
         */
        void checkUnchanged() throws Refusal {
            Iterator<PlainTensor> sent = call.values().iterator();
            for (Map.Entry<String, Tensor> tensor : learner.tensors().entrySet()) {
                if (!sent.next().holds(tensor.getValue())) {
                    throw changed(tensor.getKey() + ",");
                }
                if (tensor.getValue().grad().isPresent()) {
                    throw changed("the gradient of " + tensor.getKey() + ", by backward(),");
                }
            }
            Optional<String> change = learner.changedConfiguration();
            if (change.isPresent()) {
                throw changed("the model, where " + change.get() + " before,");
            }
        }

        private static Refusal changed(String what) {
            return new Refusal(
                    "a task has changed "
                            + what
                            + " which all tasks share, so that what the others compute depends on"
                            + " their order; adapt the copies of an inner loop, and return what is"
                            + " to be kept");
        }

        @Override
        public void close() {
            release(this);
        }
    }

    /**
     * One call of the driver's.
     *
     * @param work what to compute of a model and a task
     * @param output what is wanted of it
     * @param values of the learner's tensors
     */
    record Call(
            UUID id,
            TaskFunction<?, ?, ?> work,
            BroadcastPayload.Output output,
            List<PlainTensor> values) {}

    /**
     * The learner with the weights of a call, until it is closed.
     *
     * @throws Refusal if what was sent can't be used here
     */
    static synchronized Replica acquire(UUID call, Broadcast<byte[]> broadcast) throws Refusal {
        Replica present = first(replica -> replica.call.id().equals(call));
        Replica replica = present == null ? prepared(call, payload(broadcast)) : present;
        replica.users++;
        return replica;
    }

    private static BroadcastPayload payload(Broadcast<byte[]> broadcast) throws Refusal {
        try {
            return (BroadcastPayload) Serialization.deserialize(broadcast.value());
        } catch (IOException | ClassNotFoundException e) {
            throw unreadable("what the driver has sent", e);
        }
    }

    private static Replica prepared(UUID id, BroadcastPayload payload) throws Refusal {
        checkCode(payload.code());
        TaskFunction<?, ?, ?> work = (TaskFunction<?, ?, ?>) read(payload.work());
        Call call = new Call(id, work, payload.output(), payload.values());
        Replica idle = first(replica -> replica.users == 0 && replica.id.equals(payload.learner()));
        if (idle == null) {
            Replica made = new Replica(payload.learner(), made(payload.spec()), call);
            assign(made.learner, payload);
            checkSame(payload.configuration(), made.learner.configuration());
            ALL.add(made);
            return made;
        }
        ALL.remove(idle); // nobody finds it by its earlier call if this is not finished
        assign(idle.learner, payload);
        idle.call = call;
        ALL.add(idle);
        return idle;
    }

    private static Learner<?> made(byte[] serialized) throws Refusal {
        Learner.Spec<?> spec = (Learner.Spec<?>) read(serialized);
        try {
            return spec.make();
        } catch (RuntimeException | Error e) { // the user's, and the same each time
            throw new Refusal(
                    "the learner can't be made here: "
                            + e
                            + "; let its factory depend on nothing that only the driver has, such"
                            + " as files or what the program has set",
                    e);
        }
    }

    private static void checkCode(List<CodeFingerprint> fingerprints) throws Refusal {
        for (CodeFingerprint fingerprint : fingerprints) {
            Optional<String> other;
            try {
                other = fingerprint.differingHere();
            } catch (ClassNotFoundException e) {
                throw missing(e);
            }
            if (other.isPresent()) {
                throw new Refusal(
                        "the code around "
                                + other.get()
                                + " is not the driver's; give all of them the same JAR files, by"
                                + " --jars or as one application JAR");
            }
        }
    }

    private static Object read(byte[] serialized) throws Refusal {
        try {
            return Serialization.deserialize(serialized);
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
            throw unreadable("the function or the learner's spec", e);
        }
    }

    /** What was sent can't be made again here, and why. */
    static Refusal unreadable(String what, Throwable cause) {
        return cause instanceof ClassNotFoundException missing
                ? missing(missing)
                : new Refusal(
                        what
                                + " can't be read: "
                                + cause
                                + "; let it be made again, wherever it is, from what it writes",
                        cause);
    }

    private static Refusal missing(ClassNotFoundException missing) {
        return new Refusal(
                "class "
                        + missing.getMessage()
                        + " is not on the class path; give the executors the driver's JAR files, by"
                        + " --jars or as one application JAR",
                missing);
    }

    private static void assign(Learner<?> learner, BroadcastPayload payload) throws Refusal {
        Map<String, Tensor> tensors = learner.tensors();
        Map<String, String> signatures = BroadcastPayload.signatures(tensors);
        if (!List.copyOf(signatures.entrySet())
                .equals(List.copyOf(payload.signatures().entrySet()))) {
            throw other(
                    difference(payload.signatures(), signatures)
                            .orElse("the order of its tensors differs"));
        }
        Iterator<PlainTensor> values = payload.values().iterator();
        for (Tensor tensor : tensors.values()) {
            tensor.assign(values.next().toTensor().to(tensor.device()));
            tensor.zeroGrad(); // a task may have left one, and its call have failed
        }
    }

    /** What no tensor of the learner holds is not sent, and must be the same here. */
    private static void checkSame(Map<String, String> sent, Map<String, String> own)
            throws Refusal {
        Optional<String> difference = difference(sent, own);
        if (difference.isPresent()) {
            throw other(difference.get());
        }
    }

    private static Refusal other(String difference) {
        return new Refusal(
                "the factory makes another model than the driver's: "
                        + difference
                        + "; let it make the same each time, whatever it draws, reads or finds in"
                        + " static fields; the values of tensors are sent if the learner names"
                        + " them, and a field that no result depends on can be transient");
    }

    private static Optional<String> difference(Map<String, String> sent, Map<String, String> own) {
        for (Map.Entry<String, String> entry : sent.entrySet()) {
            String here = own.get(entry.getKey());
            if (!entry.getValue().equals(here)) {
                return Optional.of(
                        String.format(
                                "%s is %s at the driver, and %s here",
                                entry.getKey(), entry.getValue(), here == null ? "missing" : here));
            }
        }
        return own.keySet().stream()
                .filter(name -> !sent.containsKey(name))
                .findFirst()
                .map(name -> name + " is missing at the driver");
    }

    private static synchronized void release(Replica replica) {
        replica.users--;
        ALL.remove(replica);
        ALL.add(replica);
        long idle = ALL.stream().filter(r -> r.users == 0).count();
        for (Iterator<Replica> all = ALL.iterator(); idle > KEPT; ) {
            if (all.next().users == 0) {
                all.remove();
                idle--;
            }
        }
    }

    private static @Nullable Replica first(Predicate<Replica> wanted) {
        return ALL.stream().filter(wanted).findFirst().orElse(null);
    }
}
