/**
 * Where copied code could tell an object of a copied private type from one of the original: by what
 * it is compared with, by its identity, by where exceptions are thrown and caught.
 */
@NullMarked
package org.higher.processor.twin.verification.privates;

import org.jspecify.annotations.NullMarked;
