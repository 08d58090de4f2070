package org.higher.data;

/** A task of two batches that are there. */
record GivenTask<X>(X support, X query) implements Task<X> {}
