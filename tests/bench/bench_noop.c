/* SPDX-License-Identifier: Apache-2.0 */
/* A program that does nothing: what tests/bench/hook measures the hook against. */
int main(void)
{
	return 0;
}
