package org.higher.tensor;

import java.util.Optional;

/** As much of a tensor as the tests' models need: one number. */
public final class Tensor {
    private double value;

    private Tensor(double value) {
        this.value = value;
    }

    public static Tensor scalar(double value) {
        return new Tensor(value);
    }

    public static Tensor parameter(Tensor value) {
        return value;
    }

    public double item() {
        return value;
    }

    public float[] toFloats() {
        return new float[] {(float) value};
    }

    public double[] toDoubles() {
        return new double[] {value};
    }

    public int[] shape() {
        return new int[0];
    }

    /** No element type: those are not on the class path of these tests. */
    public Object dtype() {
        return "none";
    }

    public Tensor add(Tensor other) {
        return scalar(value + other.value);
    }

    public Tensor add(double other) {
        return scalar(value + other);
    }

    public Tensor mul(Tensor other) {
        return scalar(value * other.value);
    }

    public Tensor mul(double other) {
        return scalar(value * other);
    }

    public static Tensor of(org.nd4j.linalg.api.ndarray.INDArray array) {
        return scalar(0);
    }

    public Tensor mmul(Tensor other) {
        return mul(other);
    }

    public Tensor dup() {
        return this;
    }

    public Tensor neg() {
        return mul(-1);
    }

    public Tensor sum(int... axes) {
        return this;
    }

    public int rank() {
        return 0;
    }

    public Tensor sub(Tensor other) {
        return add(other.mul(-1));
    }

    public Tensor gt(double other) {
        return this;
    }

    public Tensor relu() {
        return scalar(Math.max(value, 0));
    }

    public Tensor tanh() {
        return scalar(Math.tanh(value));
    }

    /** Not computed. */
    public boolean isLeaf() {
        return true;
    }

    public boolean requiresGrad() {
        return false;
    }

    public Tensor withRequiresGrad(boolean on) {
        return scalar(value);
    }

    public void assign(Tensor other) {
        value = other.value;
    }

    public Optional<Tensor> grad() {
        return Optional.empty();
    }

    public void zeroGrad() {}

    public void backward() {}

    /** To an element type or a device, neither of which this tensor has. */
    public <T> Tensor to(T where) {
        return this;
    }

    public Tensor detach() {
        return scalar(value);
    }
}
