package org.higher.data;

import java.util.List;

/**
 * The examples of one class.
 *
 * @param examples in row-major order; not to be changed
 * @param quarters by how many quarters, counter-clockwise, images are rotated when asked for, since
 *     four copies of all would fill memory
 */
record ClassExamples(String name, List<float[]> examples, int quarters) {
    /** Rotated by a number of quarters: a class of its own. */
    ClassExamples rotated(int more) {
        return new ClassExamples(name + " rotated by " + 90 * more, examples, quarters + more);
    }

    /** A copy of an example, as it is or rotated. */
    float[] example(int position, int[] shape) {
        float[] image = examples.get(position).clone();
        for (int i = 0; i < quarters % 4; i++) {
            image = quarterTurn(image, shape[shape.length - 1]);
        }
        return image;
    }

    /** Of each square plane of an image. */
    private static float[] quarterTurn(float[] image, int side) {
        float[] rotated = new float[image.length];
        for (int plane = 0; plane < image.length; plane += side * side) {
            for (int row = 0; row < side; row++) {
                for (int column = 0; column < side; column++) {
                    rotated[plane + row * side + column] =
                            image[plane + column * side + side - 1 - row];
                }
            }
        }
        return rotated;
    }
}
