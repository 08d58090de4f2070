package org.higher.optim.chain;

/** The state of a link that remembers nothing. */
public record Stateless() {}
