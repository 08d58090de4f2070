package org.higher.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.higher.functional.Twins;
import org.higher.internal.MetaGradient;
import org.higher.internal.spark.serialization.PlainTensor;
import org.higher.internal.spark.serialization.Serialization;
import org.higher.tensor.Tensor;

/** What comes back from a slice. */
sealed interface SliceResult extends Serializable {
    /**
     * A result, and who has computed it.
     *
     * @param executor its name and machine, for people
     * @param arithmetic how it rounds
     */
    record Reply(String executor, long arithmetic, SliceResult result) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /**
     * What the function made of each task.
     *
     * @param positions where the tasks stand in the batch
     * @param serialized the result of each
     */
    record Results(int[] positions, byte[][] serialized) implements SliceResult {
        private static final long serialVersionUID = 1;
    }

    /**
     * Losses and gradients, of each task, or of all together.
     *
     * @param positions where the tasks stand in the batch
     * @param losses one for each task
     * @param gradients for each task, or for their sum: one for each parameter, null where no loss
     *     depends on it
     */
    record Gradients(int[] positions, double[] losses, PlainTensor[][] gradients)
            implements SliceResult {
        private static final long serialVersionUID = 1;

        static Gradients of(int[] positions, List<MetaGradient.Part> parts) {
            return new Gradients(
                    positions,
                    parts.stream()
                            .flatMap(part -> part.losses().stream())
                            .mapToDouble(loss -> loss)
                            .toArray(),
                    parts.stream().map(Gradients::plain).toArray(PlainTensor[][]::new));
        }

        private static PlainTensor[] plain(MetaGradient.Part part) {
            return part.gradients().stream()
                    .map(gradient -> gradient.map(PlainTensor::of).orElse(null))
                    .toArray(PlainTensor[]::new);
        }

        static List<Optional<Tensor>> tensors(PlainTensor[] plain) {
            return Arrays.stream(plain)
                    .map(one -> Optional.ofNullable(one).map(PlainTensor::toTensor))
                    .toList();
        }
    }

    /**
     * A task has thrown; no later one of the slice counts.
     *
     * @param position of the task
     * @param task what the task says of itself
     * @param serialized what it threw; empty if that can't be serialized
     * @param substitute in its place
     */
    record TaskFailed(int position, String task, byte[] serialized, RemoteException substitute)
            implements SliceResult {
        private static final long serialVersionUID = 1;

        static TaskFailed of(int position, String task, Throwable thrown) {
            Twins.original(thrown); // here are the classes that it names
            byte[] serialized;
            try {
                serialized = Serialization.serialize("", "", thrown).bytes();
            } catch (RuntimeException | StackOverflowError notSerializable) {
                serialized = new byte[0];
            }
            return new TaskFailed(position, task, serialized, RemoteException.of(thrown));
        }

        /** What the task threw, or its substitute where that can't be made again. */
        Throwable thrown() {
            if (serialized.length == 0) {
                return substitute;
            }
            try {
                return (Throwable) Serialization.deserialize(serialized);
            } catch (IOException
                    | ClassNotFoundException
                    | RuntimeException
                    | LinkageError unreadable) {
                return substitute;
            }
        }
    }

    /**
     * The slice can't be run where it was sent.
     *
     * @param reason for people: what differs, and the remedy
     * @param cause of it there
     */
    record Refused(String reason, RemoteException cause) implements SliceResult {
        private static final long serialVersionUID = 1;
    }
}
