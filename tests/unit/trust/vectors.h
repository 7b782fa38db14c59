/* SPDX-License-Identifier: Apache-2.0 */
/* Made once with ssh-keygen -Y sign -n git over PAYLOAD (the keys in hardware with
 * tests/integration/trust/forge.c); nobody has these keys.  Certificates are by CA, for
 * a@example.com and b@example.com, in 2024. */
#ifndef TRUST_VECTORS_H
#define TRUST_VECTORS_H

#define PAYLOAD "tree 1\n\nmessage\n"

#define KEY_CA                                                                           \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP316ri7RkLbNWrjKnX0AZb0Pe47khjpNLy1zz"     \
	"hUNQk5"

#define KEY_ED25519                                                                      \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMlS3VzN7GkRgdmCTc+8bykDoEnlnM0F6o6pK2"     \
	"r5HsC3"

#define SIG_ED25519                                                                      \
	"-----BEGIN SSH SIGNATURE-----\n"                                                \
	"U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgyVLdXM3saRGB2YJNz7xvKQOgSe\n"       \
	"WczQXqjqkravkewLcAAAADZ2l0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5\n"       \
	"AAAAQLaNMlTIS+jp5CEi7d9VWPSsAm7NnZHusmoEUL3N6Pu/VMeRSVXtRikxC2XQHOvSgq\n"       \
	"m6sT+AYg5/CRnn754TZgM=\n"                                                       \
	"-----END SSH SIGNATURE-----\n"

#define SIG_ED25519_CERT                                                                 \
	"-----BEGIN SSH SIGNATURE-----\n"                                                \
	"U1NIU0lHAAAAAQAAAdAAAAAgc3NoLWVkMjU1MTktY2VydC12MDFAb3BlbnNzaC5jb20AAA\n"       \
	"AgrYm0uiyTkugcLgW7i66dJgTgVT8tMuBSSPUV343icu4AAAAgyVLdXM3saRGB2YJNz7xv\n"       \
	"KQOgSeWczQXqjqkravkewLcAAAAAAAAAAAAAAAEAAAACaWQAAAAiAAAADWFAZXhhbXBsZS\n"       \
	"5jb20AAAANYkBleGFtcGxlLmNvbQAAAABlkgCAAAAAAGd0hYAAAAAAAAAAggAAABVwZXJt\n"       \
	"aXQtWDExLWZvcndhcmRpbmcAAAAAAAAAF3Blcm1pdC1hZ2VudC1mb3J3YXJkaW5nAAAAAA\n"       \
	"AAABZwZXJtaXQtcG9ydC1mb3J3YXJkaW5nAAAAAAAAAApwZXJtaXQtcHR5AAAAAAAAAA5w\n"       \
	"ZXJtaXQtdXNlci1yYwAAAAAAAAAAAAAAMwAAAAtzc2gtZWQyNTUxOQAAACD99eq4u0ZC2z\n"       \
	"Vq4yp19AGW9D3uO5IY6TS8tc84VDUJOQAAAFMAAAALc3NoLWVkMjU1MTkAAABAeU6i58lW\n"       \
	"RrKdgRacWL8KzfDuT/UQXfKhKyNhePsQvxUEjkPg3ZWjrKZrl0H1pq8uLW2iyzeNq3Bwzb\n"       \
	"Jy5J+GAQAAAANnaXQAAAAAAAAABnNoYTUxMgAAAFMAAAALc3NoLWVkMjU1MTkAAABAto0y\n"       \
	"VMhL6OnkISLt31VY9KwCbs2dke6yagRQvc3o+79Ux5FJVe1GKTELZdAc69KCqbqxP4BiDn\n"       \
	"8JGefvnhNmAw==\n"                                                               \
	"-----END SSH SIGNATURE-----\n"

#define KEY_ECDSA256                                                                     \
	"ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBJ"     \
	"x/rZv8iuA9Jp25mbwr3j9hE9NENwZkFcFZ9/Q3YXHA+7Y9xe24xbu/uOEvwRYv90TjDLWJidDf"     \
	"9smrcD9c5zc="

#define SIG_ECDSA256                                                                     \
	"-----BEGIN SSH SIGNATURE-----\n"                                                \
	"U1NIU0lHAAAAAQAAAGgAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAAhuaXN0cDI1NgAAAE\n"       \
	"EEnH+tm/yK4D0mnbmZvCveP2ET00Q3BmQVwVn39DdhccD7tj3F7bjFu7+44S/BFi/3ROMM\n"       \
	"tYmJ0N/2yatwP1znNwAAAANnaXQAAAAAAAAABnNoYTUxMgAAAGQAAAATZWNkc2Etc2hhMi\n"       \
	"1uaXN0cDI1NgAAAEkAAAAgQ18Vzx8SnmIOQVZiX/4lIGToDZ7XwoXjPhySLCH+47gAAAAh\n"       \
	"AITfdcsYv8k1HnlS7iB3rgiY4AuXGwVbnc2uA8vCC9gQ\n"                                 \
	"-----END SSH SIGNATURE-----\n"

#define KEY_ECDSA384                                                                     \
	"ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBF"     \
	"GlmwJbjnJ/BQUtLzTA0wKSBB/3m4jS+2A3dWIClUxSfgl8hdZ8T3jwQwriZ6P0czR2thPVRHYb"     \
	"j7oNJpPD0XwfBw+ghi8hBx2XKjOwL8V4dyVjJmQmoBkv0vYh/zMASw=="

#define SIG_ECDSA384                                                                     \
	"-----BEGIN SSH SIGNATURE-----\n"                                                \
	"U1NIU0lHAAAAAQAAAIgAAAATZWNkc2Etc2hhMi1uaXN0cDM4NAAAAAhuaXN0cDM4NAAAAG\n"       \
	"EEUaWbAluOcn8FBS0vNMDTApIEH/ebiNL7YDd1YgKVTFJ+CXyF1nxPePBDCuJno/RzNHa2\n"       \
	"E9VEdhuPug0mk8PRfB8HD6CGLyEHHZcqM7AvxXh3JWMmZCagGS/S9iH/MwBLAAAAA2dpdA\n"       \
	"AAAAAAAAAGc2hhNTEyAAAAhAAAABNlY2RzYS1zaGEyLW5pc3RwMzg0AAAAaQAAADEAgSGT\n"       \
	"cYliNIn6R4rAE63JX0Urs3KBDzU6bQELterGTRpDdBbr8zANuCiROpiS+pIpAAAAMATii7\n"       \
	"k5SecyEolc+2v1pOOGPPiqW/XdB5aYstw2/QUFts6BxjprShJwUB2ND+wbAA==\n"               \
	"-----END SSH SIGNATURE-----\n"

#define KEY_ECDSA521                                                                     \
	"ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBA"     \
	"HEyj7YEOPUv9HC9EmKA0hr9SRkhMyutk9x1JhLOYUxrvHT83tW6HkOjnzw2nARf96zXSNMXDqo"     \
	"NdWlkJB1Y/63SQAbzKX63a2ev5gP6up1V2Ma5e6gHBjCENBtGwM3r/49GDMoLaSdPKGM1X03KU"     \
	"v2mMfOiGzkIbDzjKqdU8gHLGs1kw=="

#define SIG_ECDSA521                                                                     \
	"-----BEGIN SSH SIGNATURE-----\n"                                                \
	"U1NIU0lHAAAAAQAAAKwAAAATZWNkc2Etc2hhMi1uaXN0cDUyMQAAAAhuaXN0cDUyMQAAAI\n"       \
	"UEAcTKPtgQ49S/0cL0SYoDSGv1JGSEzK62T3HUmEs5hTGu8dPze1boeQ6OfPDacBF/3rNd\n"       \
	"I0xcOqg11aWQkHVj/rdJABvMpfrdrZ6/mA/q6nVXYxrl7qAcGMIQ0G0bAzev/j0YMygtpJ\n"       \
	"08oYzVfTcpS/aYx86IbOQhsPOMqp1TyAcsazWTAAAAA2dpdAAAAAAAAAAGc2hhNTEyAAAA\n"       \
	"pwAAABNlY2RzYS1zaGEyLW5pc3RwNTIxAAAAjAAAAEIBCtls/Z4XX1zt7RkeRUQ05Tr956\n"       \
	"NQ547Psg4MNd+ZYYH12nuV9HLA8GBjAvE0lvRSIg/KmWVqVocE3enATkgXTBkAAABCAdu+\n"       \
	"a/O5mk17aO0KCHoYkwIDR7FTauqcMEOFI8/XZ1Q+ihe1XeCW+atNzHUyOaGy4fGYiFDSYs\n"       \
	"fg+IDHhFtIMTJ+\n"                                                               \
	"-----END SSH SIGNATURE-----\n"

#define KEY_RSA2048                                                                      \
	"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCjEset3zO9JuHqNUfYiTGcd79yXgAfmWy9KE"     \
	"U9gXqcCmp42MKQYNKlioPCeaTdg+wXJO86Z5wypKW20BYRMn92LKvsrIpZDjBZyy6ckxXSAtve"     \
	"GZMqMDu2/QQEn2eWEi3HvDTEWqKEaqi8T3NUTyligILhG3APfowDx0eMnsgMV+S0EO9DT6Z1hn"     \
	"oIc4woIdc5NcNR32aB0hs1kMXWgfII1JA+Q2M0tBIWJUfL9SKOs07WCI6xY7Lbho6Pc9BMEuuv"     \
	"qgsk1aZbHxHYPBL46RNm6jVCMm30r6sntW0IzkGIS6qbBJuIc3rwoGHOSTQzLqByouWFMI9BfZ"     \
	"AkLHoRiRqb"

#define SIG_RSA2048                                                                      \
	"-----BEGIN SSH SIGNATURE-----\n"                                                \
	"U1NIU0lHAAAAAQAAARcAAAAHc3NoLXJzYQAAAAMBAAEAAAEBAKMSx63fM70m4eo1R9iJMZ\n"       \
	"x3v3JeAB+ZbL0oRT2BepwKanjYwpBg0qWKg8J5pN2D7Bck7zpnnDKkpbbQFhEyf3Ysq+ys\n"       \
	"ilkOMFnLLpyTFdIC294ZkyowO7b9BASfZ5YSLce8NMRaooRqqLxPc1RPKWKAguEbcA9+jA\n"       \
	"PHR4yeyAxX5LQQ70NPpnWGeghzjCgh1zk1w1HfZoHSGzWQxdaB8gjUkD5DYzS0EhYlR8v1\n"       \
	"Io6zTtYIjrFjstuGjo9z0EwS66+qCyTVplsfEdg8EvjpE2bqNUIybfSvqye1bQjOQYhLqp\n"       \
	"sEm4hzevCgYc5JNDMuoHKi5YUwj0F9kCQsehGJGpsAAAADZ2l0AAAAAAAAAAZzaGE1MTIA\n"       \
	"AAEUAAAADHJzYS1zaGEyLTUxMgAAAQA1Y7J4qkQjf7iEitIrRYTIcOPPBZteAbt4nUH0BO\n"       \
	"qbEEaajWYS4SfSEtjo7uP5/35O7YkL5yGoyWlsG9CiuvoTcjpivlY4j/EdAa+8HVoOkBtO\n"       \
	"rm5HaG2OgNvYgS/yQTQ4yiMmXZyyd5RViIoke9GdHuQqepuyYKszjuc9bPSL1946o3QtMc\n"       \
	"B8sO+SJXbmhY971j7FNKoVs3DR6ZjqIA6Tcit6y9rsoSs7mU9o7yTiz4Afv4aecB46/E0E\n"       \
	"zgH6MlSRLbCIZhI6Xe00oyiapLB/sLPUY9r9+8GJWD+972tTO1exBtI9Rj0q+g/hI6wknK\n"       \
	"K/6kHfIgLd/gyb4isOP6nb\n"                                                       \
	"-----END SSH SIGNATURE-----\n"

#define SIG_RSA2048_CERT                                                                 \
	"-----BEGIN SSH SIGNATURE-----\n"                                                \
	"U1NIU0lHAAAAAQAAArQAAAAcc3NoLXJzYS1jZXJ0LXYwMUBvcGVuc3NoLmNvbQAAACCWFT\n"       \
	"XJc9mwRXDiRjuEMMgfTAsFHXQpsmadMCCP2sg1JwAAAAMBAAEAAAEBAKMSx63fM70m4eo1\n"       \
	"R9iJMZx3v3JeAB+ZbL0oRT2BepwKanjYwpBg0qWKg8J5pN2D7Bck7zpnnDKkpbbQFhEyf3\n"       \
	"Ysq+ysilkOMFnLLpyTFdIC294ZkyowO7b9BASfZ5YSLce8NMRaooRqqLxPc1RPKWKAguEb\n"       \
	"cA9+jAPHR4yeyAxX5LQQ70NPpnWGeghzjCgh1zk1w1HfZoHSGzWQxdaB8gjUkD5DYzS0Eh\n"       \
	"YlR8v1Io6zTtYIjrFjstuGjo9z0EwS66+qCyTVplsfEdg8EvjpE2bqNUIybfSvqye1bQjO\n"       \
	"QYhLqpsEm4hzevCgYc5JNDMuoHKi5YUwj0F9kCQsehGJGpsAAAAAAAAAAAAAAAEAAAACaW\n"       \
	"QAAAAiAAAADWFAZXhhbXBsZS5jb20AAAANYkBleGFtcGxlLmNvbQAAAABlkgCAAAAAAGd0\n"       \
	"hYAAAAAAAAAAggAAABVwZXJtaXQtWDExLWZvcndhcmRpbmcAAAAAAAAAF3Blcm1pdC1hZ2\n"       \
	"VudC1mb3J3YXJkaW5nAAAAAAAAABZwZXJtaXQtcG9ydC1mb3J3YXJkaW5nAAAAAAAAAApw\n"       \
	"ZXJtaXQtcHR5AAAAAAAAAA5wZXJtaXQtdXNlci1yYwAAAAAAAAAAAAAAMwAAAAtzc2gtZW\n"       \
	"QyNTUxOQAAACD99eq4u0ZC2zVq4yp19AGW9D3uO5IY6TS8tc84VDUJOQAAAFMAAAALc3No\n"       \
	"LWVkMjU1MTkAAABAFD9ItE48x4s+xyf7W2UikXvxJWltIvTS0OXwBCZvj7p2rTen449y4r\n"       \
	"1h8d1n/+BCpHq/LE9HIaYNI1n7lTTMDAAAAANnaXQAAAAAAAAABnNoYTUxMgAAARQAAAAM\n"       \
	"cnNhLXNoYTItNTEyAAABADVjsniqRCN/uISK0itFhMhw488Fm14Bu3idQfQE6psQRpqNZh\n"       \
	"LhJ9IS2Oju4/n/fk7tiQvnIajJaWwb0KK6+hNyOmK+VjiP8R0Br7wdWg6QG06ubkdobY6A\n"       \
	"29iBL/JBNDjKIyZdnLJ3lFWIiiR70Z0e5Cp6m7JgqzOO5z1s9IvX3jqjdC0xwHyw75Ildu\n"       \
	"aFj3vWPsU0qhWzcNHpmOogDpNyK3rL2uyhKzuZT2jvJOLPgB+/hp5wHjr8TQTOAfoyVJEt\n"       \
	"sIhmEjpd7TSjKJqksH+ws9Rj2v37wYlYP73va1M7V7EG0j1GPSr6D+EjrCScor/qQd8iAt\n"       \
	"3+DJviKw4/qds=\n"                                                               \
	"-----END SSH SIGNATURE-----\n"

#define KEY_RSA4096                                                                      \
	"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAACAQCyl+nBmEXeszyZ0gq1JHUPxp3Aueacv9C58i"     \
	"1/imMWUBuXV3NBzcH2lGD540uivf48i8NEVoS1serLqM73mtbnVRODHOMWPnZXs5zuyZ5KWnvB"     \
	"c2B3NpWPSwakaIck4jykoeBsJovquFXUlprhaSmlbp+mCzlyz/KEYrsaAbLbG1lgO5Qp8dWicQ"     \
	"VTuk4GVmyaJc5oAaAZpXFyELn9IOwSH5KolY1RgnSMXVEB8eZ8qL9D0aoUU6VV5JDOGqoZKjZN"     \
	"SBiRaRoTlzaKIDS9XLa5Dg3WcGdqHqkW+NzkFAGHTEOOda92PoJoVVtnEy/kYOMGrzX5aFspFH"     \
	"DfVB4bQS2J3O6rfHARQG3cniCv7XCMN3Q2TsP5NEQ1YVlrv4selYF4S4owi/Fc1Nvuqgow83Rx"     \
	"PB0eE9YaKvrP0L9j9JQ7npnhXziB6mHl7x5OqgzopVQHf/PI33aB4P9cdelc6PwmkOfKFZs3M1"     \
	"x8QfJWeAb543Nb3d4+2IicryMf0pg+fM020ra36wVGMJZUScgYH6ZPnQxzNRFspH6Mr+JFHiHi"     \
	"AYa9HgCZmNM5e10coW/IM/zCSlKrdzaz2giJr+jPJGC+0/yidJUOcc4bbwkgyrQR2Yw1pLL6EF"     \
	"e2kjTJ5Qhto+g1Awzjbb3YHDQK40SYLr/daA1vxteTZrJoplRTruBiiw=="

#define SIG_RSA4096                                                                      \
	"-----BEGIN SSH SIGNATURE-----\n"                                                \
	"U1NIU0lHAAAAAQAAAhcAAAAHc3NoLXJzYQAAAAMBAAEAAAIBALKX6cGYRd6zPJnSCrUkdQ\n"       \
	"/GncC55py/0LnyLX+KYxZQG5dXc0HNwfaUYPnjS6K9/jyLw0RWhLWx6suozvea1udVE4Mc\n"       \
	"4xY+dleznO7Jnkpae8FzYHc2lY9LBqRohyTiPKSh4Gwmi+q4VdSWmuFpKaVun6YLOXLP8o\n"       \
	"RiuxoBstsbWWA7lCnx1aJxBVO6TgZWbJolzmgBoBmlcXIQuf0g7BIfkqiVjVGCdIxdUQHx\n"       \
	"5nyov0PRqhRTpVXkkM4aqhkqNk1IGJFpGhOXNoogNL1ctrkODdZwZ2oeqRb43OQUAYdMQ4\n"       \
	"51r3Y+gmhVW2cTL+Rg4wavNfloWykUcN9UHhtBLYnc7qt8cBFAbdyeIK/tcIw3dDZOw/k0\n"       \
	"RDVhWWu/ix6VgXhLijCL8VzU2+6qCjDzdHE8HR4T1hoq+s/Qv2P0lDuemeFfOIHqYeXvHk\n"       \
	"6qDOilVAd/88jfdoHg/1x16Vzo/CaQ58oVmzczXHxB8lZ4Bvnjc1vd3j7YiJyvIx/SmD58\n"       \
	"zTbStrfrBUYwllRJyBgfpk+dDHM1EWykfoyv4kUeIeIBhr0eAJmY0zl7XRyhb8gz/MJKUq\n"       \
	"t3NrPaCImv6M8kYL7T/KJ0lQ5xzhtvCSDKtBHZjDWksvoQV7aSNMnlCG2j6DUDDONtvdgc\n"       \
	"NArjRJguv91oDW/G15NmsmimVFOu4GKLAAAAA2dpdAAAAAAAAAAGc2hhNTEyAAACFAAAAA\n"       \
	"xyc2Etc2hhMi01MTIAAAIAIGiJfIuGQMxpgay1MPa4TtdaabRBjEtu3+l8szMPGubtSJaW\n"       \
	"0dD2SwXAp8YuXW4N4D/BCQHQqenvkwXIE0w/Eu75RGoxhG0kiv7nhiNe/uTtJQalaN+VJv\n"       \
	"5y4E4/H8uHp80zaOaf98CXyxULI8Hbx0QqeTFS0Zh0Lwp40LIdOulOUUPqKkRHU6F74ArB\n"       \
	"3lmXrlsjnGkfKuCn4DleNZMZzxCAqO2Q4E8+XYguSNCOHpgvY0bEbmsPv78h1xTMyyN6Qy\n"       \
	"Zil3PR1QYeMjbq7W2YF1c5nuTmxZelvHFeliAZ0ShqOQXAth0n6r1OBy5iwLOjlb+huZj8\n"       \
	"l3cF8fxOypdwxf7lM26x19Dec8rm16PBz45NoKZQAkDL2D1Exgsv902+21CKDiktgzasYI\n"       \
	"HUN/DtKvOyPqRDGg46z26VpQEB/CsSqKeo8Wb87etXxPAfNtie9WN3S5Oub4kTrT/gBb2k\n"       \
	"TA+3nqIR4Z9i/0cTsKANzvAOmdNKzEM8j1I5n8IOwuYS4ee0UlzTVM/T1Ba/L5ulpfRNuu\n"       \
	"KwT7YN+s62C2AK77FUalCVUhxNEDJrCzgqgRmd0koSe2+EfF6v76FO3zbxIpDWowRnPpq6\n"       \
	"MUS0Zxuk7sn/QvwhwdDhK0xXXFtuaWhU/KFFDGDdcoxztYTjNYdWcfw6Iq9RJCjTRjMW2e\n"       \
	"NJlXc=\n"                                                                       \
	"-----END SSH SIGNATURE-----\n"

#define KEY_SK_ED25519                                                                   \
	"sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIE/"     \
	"cymL59LNTtnCgTwnz3VKc0r8SyvgugLYq5QfXqhoMAAAABHNzaDo="

#define SIG_SK_ED25519                                                                   \
	"-----BEGIN SSH SIGNATURE-----\n"                                                \
	"U1NIU0lHAAAAAQAAAEoAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC5jb20AAAAgT9zKYv\n"       \
	"n0s1O2cKBPCfPdUpzSvxLK+C6AtirlB9eqGgwAAAAEc3NoOgAAAANnaXQAAAAAAAAABnNo\n"       \
	"YTUxMgAAAGcAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC5jb20AAABASU05Jkb5rZPYnD\n"       \
	"gha9tdEXeHHgNNhg8z7eIg3a9O1dz6+J34UuXjT1xdcw454EoKv6wts7akG0zDWeFXM5tk\n"       \
	"CAEAAAAH\n"                                                                     \
	"-----END SSH SIGNATURE-----\n"

#define KEY_SK_ECDSA                                                                     \
	"sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3B"     \
	"lbnNzaC5jb20AAAAIbmlzdHAyNTYAAABBBKv58ZnSHjUHdJHtWOm0iOUd5RTSdKgW5dO2txEuC"     \
	"yfslUeWFcr+upgpTi/WDXMLGJIk+ABCJPoVRcggZNBzmTsAAAAEc3NoOg=="

#define SIG_SK_ECDSA                                                                     \
	"-----BEGIN SSH SIGNATURE-----\n"                                                \
	"U1NIU0lHAAAAAQAAAH8AAAAic2stZWNkc2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQ\n"       \
	"AAAAhuaXN0cDI1NgAAAEEEq/nxmdIeNQd0ke1Y6bSI5R3lFNJ0qBbl07a3ES4LJ+yVR5YV\n"       \
	"yv66mClOL9YNcwsYkiT4AEIk+hVFyCBk0HOZOwAAAARzc2g6AAAAA2dpdAAAAAAAAAAGc2\n"       \
	"hhNTEyAAAAeAAAACJzay1lY2RzYS1zaGEyLW5pc3RwMjU2QG9wZW5zc2guY29tAAAASQAA\n"       \
	"ACBqpkiDd6Lu/IvbkWGHc7kY2RJsD1hRdWa+NPxP5S4KvgAAACEAyfc4IeWHkbC3sCG+D2\n"       \
	"g39A/OW1H8xUt/gfeuC+eNpSgBAAAABw==\n"                                           \
	"-----END SSH SIGNATURE-----\n"

#define SIG_SK_ECDSA_CERT                                                                \
	"-----BEGIN SSH SIGNATURE-----\n"                                                \
	"U1NIU0lHAAAAAQAAAhAAAAArc2stZWNkc2Etc2hhMi1uaXN0cDI1Ni1jZXJ0LXYwMUBvcG\n"       \
	"Vuc3NoLmNvbQAAACBetVwrAyOtCGIjWTaFL2PVh5BbCvMnF3Tm3NKZIEPz+wAAAAhuaXN0\n"       \
	"cDI1NgAAAEEEq/nxmdIeNQd0ke1Y6bSI5R3lFNJ0qBbl07a3ES4LJ+yVR5YVyv66mClOL9\n"       \
	"YNcwsYkiT4AEIk+hVFyCBk0HOZOwAAAARzc2g6AAAAAAAAAAAAAAABAAAAAmlkAAAAIgAA\n"       \
	"AA1hQGV4YW1wbGUuY29tAAAADWJAZXhhbXBsZS5jb20AAAAAZZIAgAAAAABndIWAAAAAAA\n"       \
	"AAAIIAAAAVcGVybWl0LVgxMS1mb3J3YXJkaW5nAAAAAAAAABdwZXJtaXQtYWdlbnQtZm9y\n"       \
	"d2FyZGluZwAAAAAAAAAWcGVybWl0LXBvcnQtZm9yd2FyZGluZwAAAAAAAAAKcGVybWl0LX\n"       \
	"B0eQAAAAAAAAAOcGVybWl0LXVzZXItcmMAAAAAAAAAAAAAADMAAAALc3NoLWVkMjU1MTkA\n"       \
	"AAAg/fXquLtGQts1auMqdfQBlvQ97juSGOk0vLXPOFQ1CTkAAABTAAAAC3NzaC1lZDI1NT\n"       \
	"E5AAAAQK6Vd9CPeS1NlAGv64KkoaCWsXktnUmBOKF2CuAxLvoadJ5MNhsqgV2uxwbr/Wcr\n"       \
	"TPXHykTKdKijbiM2MyqbgwEAAAADZ2l0AAAAAAAAAAZzaGE1MTIAAAB3AAAAInNrLWVjZH\n"       \
	"NhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAABIAAAAIBUj/hwMasSNs/Y1oVDmMwi1\n"       \
	"gQSuiKUjmczprkoQN0r6AAAAIAvQNiZjnceCS9qCRD7d+5fHqQSLEJSmx/HnCG15zx3OAQ\n"       \
	"AAAAc=\n"                                                                       \
	"-----END SSH SIGNATURE-----\n"

#define KEY_WEBAUTHN                                                                     \
	"sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3B"     \
	"lbnNzaC5jb20AAAAIbmlzdHAyNTYAAABBBA5mmDxiqHlRCvV1HOP5VhwrQwYtAnk1JeBuvJInn"     \
	"mUm1gXEKev5gxXoTL2MrVy9RC/T5T0zZdZtCKOaEESS45UAAAAJeC5leGFtcGxl"

#define SIG_WEBAUTHN                                                                     \
	"-----BEGIN SSH SIGNATURE-----\n"                                                \
	"U1NIU0lHAAAAAQAAAIQAAAAic2stZWNkc2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQ\n"       \
	"AAAAhuaXN0cDI1NgAAAEEEDmaYPGKoeVEK9XUc4/lWHCtDBi0CeTUl4G68kieeZSbWBcQp\n"       \
	"6/mDFehMvYytXL1EL9PlPTNl1m0Io5oQRJLjlQAAAAl4LmV4YW1wbGUAAAADZ2l0AAAAAA\n"       \
	"AAAAZzaGE1MTIAAAFzAAAAK3dlYmF1dGhuLXNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3Bl\n"       \
	"bnNzaC5jb20AAABIAAAAID7EyyeUcSWJf5iSK3q+GD8CPj/Wage1wS4EAgvv6FiTAAAAIA\n"       \
	"lSLwM3SL8jLrqlwquaPyQhmf9kpFRi+zIqblOraIJOAQAAAAcAAAARaHR0cHM6Ly94LmV4\n"       \
	"YW1wbGUAAADWeyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiVTFOSVUwbE\n"       \
	"hBQUFBQTJkcGRBQUFBQUFBQUFBR2MyaGhOVEV5QUFBQVFCTUt1cU4wTjY5T3FvLW5LeWhT\n"       \
	"VmE3dE9UQnhkZURWaS1xQXF5b0xpZ2Q0UDIxS0x0bUhVQTBwdFVrSFhIMzVJbm1kcHg0RC\n"       \
	"1uWktPdjVoR0xJWmlFZyIsIm9yaWdpbiI6Imh0dHBzOi8veC5leGFtcGxlIiwiY3Jvc3NP\n"       \
	"cmlnaW4iOmZhbHNlfQAAAAA=\n"                                                     \
	"-----END SSH SIGNATURE-----\n"

#define SIG_ED25519_SHA256                                                               \
	"-----BEGIN SSH SIGNATURE-----\n"                                                \
	"U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgyVLdXM3saRGB2YJNz7xvKQOgSe\n"       \
	"WczQXqjqkravkewLcAAAADZ2l0AAAAAAAAAAZzaGEyNTYAAABTAAAAC3NzaC1lZDI1NTE5\n"       \
	"AAAAQNANgCXl/7caoxgcZOHhmrGiu9uiaJ2zPaL/9t5gS7CM876XqJ2IWjQJJpt+YIEfv/\n"       \
	"kPQkznVv5OYUnuJuHhKAU=\n"                                                       \
	"-----END SSH SIGNATURE-----\n"

#define SIG_TOUCH                                                                        \
	"-----BEGIN SSH SIGNATURE-----\n"                                                \
	"U1NIU0lHAAAAAQAAAEoAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC5jb20AAAAgT9zKYv\n"       \
	"n0s1O2cKBPCfPdUpzSvxLK+C6AtirlB9eqGgwAAAAEc3NoOgAAAANnaXQAAAAAAAAABnNo\n"       \
	"YTUxMgAAAGcAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC5jb20AAABA0bx/js2eSF3bZs\n"       \
	"6yHjGiOMEJ+NGqU7gVHCm6qYBbsrYsuoVSN04Y6E0/WnrZgFl1gfplUQqQe7uFm1Z19pma\n"       \
	"DwAAAAAH\n"                                                                     \
	"-----END SSH SIGNATURE-----\n"

#define SIG_FILE                                                                         \
	"-----BEGIN SSH SIGNATURE-----\n"                                                \
	"U1NIU0lHAAAAAQAAAEoAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC5jb20AAAAgT9zKYv\n"       \
	"n0s1O2cKBPCfPdUpzSvxLK+C6AtirlB9eqGgwAAAAEc3NoOgAAAARmaWxlAAAAAAAAAAZz\n"       \
	"aGE1MTIAAABnAAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAQKM5KRqmJi8AUI\n"       \
	"/LZi2SFXy5b710oF/dbnehqcOkkdDLSGMwJao7oZHTBvRr8qAgJBj2e76NqaewkllDF2rq\n"       \
	"xgYBAAAABw==\n"                                                                 \
	"-----END SSH SIGNATURE-----\n"

#define COMMIT_ED25519                                                                   \
	"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"                                \
	"author A Nobody <a@example.com> 1795319273 +0000\n"                             \
	"committer A Nobody <a@example.com> 1795319273 +0000\n"                          \
	"gpgsig -----BEGIN SSH SIGNATURE-----\n"                                         \
	" U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgyVLdXM3saRGB2YJNz7xvKQOgSe\n"      \
	" WczQXqjqkravkewLcAAAADZ2l0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5\n"      \
	" AAAAQC92sgxJleJfz4ueaww/r+dOiTeXP4pihpSwtbfJ7Zyfkns+0416If9xOe+MHCUS6a\n"      \
	" n7ZBZPKOq4ubrygRhJIQY=\n"                                                      \
	" -----END SSH SIGNATURE-----\n"                                                 \
	"\n"                                                                             \
	"by ed25519\n"

#define TAG_ED25519                                                                      \
	"object fc4f32045ccbceca7b6f97c214b440fba56d5f1e\n"                              \
	"type commit\n"                                                                  \
	"tag v-ed25519\n"                                                                \
	"tagger A Nobody <a@example.com> 1795319274 +0000\n"                             \
	"\n"                                                                             \
	"by ed25519\n"                                                                   \
	"-----BEGIN SSH SIGNATURE-----\n"                                                \
	"U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgyVLdXM3saRGB2YJNz7xvKQOgSe\n"       \
	"WczQXqjqkravkewLcAAAADZ2l0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5\n"       \
	"AAAAQCx0EP0+wdfwGZ94059O/3ClcfbROBai+mSlaPen4Nfn7MQZXCHWbDclpyNfDPoYx2\n"       \
	"fPW1R6r2JWpMDNROyZYAs=\n"                                                       \
	"-----END SSH SIGNATURE-----\n"

#endif
