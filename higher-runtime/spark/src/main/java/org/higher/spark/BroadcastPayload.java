package org.higher.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.higher.Higher;
import org.higher.Learner;
import org.higher.TaskFunction;
import org.higher.internal.spark.serialization.CodeFingerprint;
import org.higher.internal.spark.serialization.PlainTensor;
import org.higher.internal.spark.serialization.Serialization;
import org.higher.tensor.Tensor;

/**
 * What is broadcast for one call: the values of the weights, and what to run.
 *
 * <p>It is made of arrays and texts. Objects of the user's classes are serialized within it, so
 * that an executor compares its code with the driver's before it makes any of them.
 *
 * @param learner stands for the learner, in all calls
 * @param code fingerprints of the driver's code
 * @param spec how the learner is made, a serialized {@link Learner.Spec}
 * @param work what to compute of it and a task, a serialized {@link TaskFunction}
 * @param signatures element type and shape of each tensor, by its name, in the learner's order
 * @param values of the tensors, in the same order
 * @param configuration all else about the model
 * @param output what is wanted of each task
 */
record BroadcastPayload(
        UUID learner,
        List<CodeFingerprint> code,
        byte[] spec,
        byte[] work,
        LinkedHashMap<String, String> signatures,
        List<PlainTensor> values,
        LinkedHashMap<String, String> configuration,
        Output output)
        implements Serializable {
    private static final long serialVersionUID = 1;

    /** What is wanted of each task. */
    sealed interface Output extends Serializable {}

    /** Its result. */
    record Results() implements Output {
        private static final long serialVersionUID = 1;
    }

    /**
     * Its loss and gradient.
     *
     * @param divisor of the loss
     * @param summed whether those of a slice are added up
     */
    record Gradients(int divisor, boolean summed) implements Output {
        private static final long serialVersionUID = 1;
    }

    /**
     * The payload of a call.
     *
     * @param caller for messages
     * @param taskClasses the classes of the tasks
     * @throws IllegalArgumentException if a function captures what can't be serialized
     * @throws IllegalStateException if a model was configured differently since the factory made it
     */
    static BroadcastPayload of(
            String caller,
            UUID id,
            Learner<?> learner,
            TaskFunction<?, ?, ?> work,
            Collection<String> taskClasses,
            Output output) {
        learner.checkConfiguration(caller);
        Serialization.Serialized function =
                Serialization.serialize(caller, "the function of a model and a task", work);
        Serialization.Serialized spec =
                Serialization.serialize(caller, "the learner's spec", learner.spec());
        TreeSet<String> classes = new TreeSet<>(taskClasses);
        classes.addAll(function.classes());
        classes.addAll(spec.classes());
        classes.add(learner.model().getClass().getName());
        Map<String, Tensor> tensors = learner.tensors();
        return new BroadcastPayload(
                id,
                fingerprints(caller, code(classes)),
                spec.bytes(),
                function.bytes(),
                signatures(tensors),
                new ArrayList<>(tensors.values().stream().map(PlainTensor::of).toList()),
                new LinkedHashMap<>(learner.configuration()),
                output);
    }

    private static List<CodeFingerprint> fingerprints(String caller, List<String> classes) {
        try {
            return CodeFingerprint.of(classes);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    caller
                            + ": class "
                            + e.getMessage()
                            + " is not known to this thread's context class loader; set the one that"
                            + " has loaded it",
                    e);
        }
    }

    /** Ours first. */
    private static List<String> code(Collection<String> users) {
        List<String> classes = new ArrayList<>();
        classes.add(Higher.class.getName());
        classes.add(SparkMetaBatch.class.getName());
        users.stream().filter(name -> !name.startsWith("org.higher.")).forEach(classes::add);
        return classes;
    }

    /** What tells the tensors of two models apart, by their names. */
    static LinkedHashMap<String, String> signatures(Map<String, Tensor> tensors) {
        LinkedHashMap<String, String> signatures = new LinkedHashMap<>();
        Map<Tensor, String> first = new IdentityHashMap<>();
        tensors.forEach(
                (name, tensor) -> {
                    String twin = first.putIfAbsent(tensor, name);
                    signatures.put(
                            name,
                            PlainTensor.signature(tensor)
                                    + (twin == null ? "" : ", tied to " + twin));
                });
        return signatures;
    }
}
