/** Resolution of names in bodies that javac has not attributed yet, by a walk over scopes. */
@NullMarked
package org.higher.processor.names;

import org.jspecify.annotations.NullMarked;
