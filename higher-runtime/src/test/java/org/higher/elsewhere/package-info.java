/** What a user's own module might hold. */
@NullMarked
package org.higher.elsewhere;

import org.jspecify.annotations.NullMarked;
