package org.higher.internal.host.convolution;

import java.util.Arrays;
import org.higher.internal.backend.Shapes;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.host.movement.StridedIterator;

/** The coefficients of an affine map of images, [..., rows, columns]: one for each plane. */
public final class PlaneCoefficients {
    private PlaneCoefficients() {}

    /** Whether numbers are of one shape that broadcasts to that of x, and one for each plane. */
    public static boolean fit(HostArray x, HostArray... numbers) {
        int[] whole = x.shape();
        int[] shape = numbers[0].shape();
        int rank = shape.length;
        boolean fit = rank > 1 && rank == whole.length && x.size() > 0;
        for (HostArray number : numbers) {
            fit &= Arrays.equals(number.shape(), shape);
        }
        return fit
                && shape[rank - 1] == 1
                && shape[rank - 2] == 1
                && Arrays.equals(Shapes.broadcast(shape, whole), whole);
    }

    /** How many planes images have. */
    static int planes(int... shape) {
        return Shapes.size(Arrays.copyOf(shape, shape.length - 2));
    }

    /** What to do with a plane. */
    @FunctionalInterface
    interface Action {
        /** The index of the plane among all, and of its coefficients. */
        void accept(int plane, int coefficients);
    }

    /** For the planes of images, in their order. */
    static void forEach(int[] images, int[] numbers, Action action) {
        int[] lead = Arrays.copyOf(images, images.length - 2);
        int[] ofNumbers = Arrays.copyOf(numbers, numbers.length - 2);
        StridedIterator walk = new StridedIterator(lead, Shapes.broadcastStrides(ofNumbers, lead));
        int plane = 0;
        for (; walk.hasRun(); walk.advance()) {
            for (int i = 0; i < walk.length(); i++) {
                action.accept(plane++, walk.offset(0) + i * walk.stride(0));
            }
        }
    }
}
