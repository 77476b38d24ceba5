"""All cryptography of the house, and nothing else: no database, no Django, no files of its own.

| module        | what it does                                                                 |
|---------------|------------------------------------------------------------------------------|
| `formats`     | the header every sealed thing begins with: kind and version                  |
| `passphrases` | six generated words; how they are read back from a tired hand                |
| `stretching`  | words -> Argon2id -> HKDF with the pepper -> verifier and wrap key           |
| `boxes`       | short secrets and texts: XChaCha20-Poly1305, bound to their place            |
| `wraps`       | a vault key for one member: HPKE with the hybrid KEM ML-KEM-768 + X25519     |
| `sharing`     | a vault key for five people, of whom any three bring it back: Shamir's scheme   |
| `streams`     | files of any size, piece by piece: secretstream XChaCha20-Poly1305           |
| `signing`     | Ed25519                                                                      |
| `chains`      | the hash that ties one audit line to the one before                          |
| `checkpoints` | the head of a chain, signed, to be kept elsewhere                            |
| `comparing`   | public keys as words that two people compare by voice                         |
| `confirmations` | that keys are the member's own, signed by whoever knows their voice             |
| `transfers`   | a room on its way to another server: its key under words that go another way  |
| `envelopes`   | what goes from one vault to another, padded, signed inside (docs/envelope-format.md)   |
| `tokens`      | random tokens, keyed hashes, secrets spelled for paper                       |
| `codes`       | second factors: TOTP (RFC 6238), recovery codes                              |

Formats are versioned and pinned by `tests/vectors.json`: what was sealed once must always open again.
"""
