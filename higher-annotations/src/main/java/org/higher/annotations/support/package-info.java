/**
 * What the processor and the library agree on. It is not for users; a compiled class depends on it,
 * so it does not change.
 */
package org.higher.annotations.support;
